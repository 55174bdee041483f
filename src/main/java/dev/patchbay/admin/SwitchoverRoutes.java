package dev.patchbay.admin;

import dev.patchbay.routing.Operator;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Switchover;
import dev.patchbay.topology.NodeId;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v0/switchover}: an operator moves the traffic to another node. */
final class SwitchoverRoutes {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String PATH = "/v0/switchover";
  private static final Set<String> FIELDS =
      new TreeSet<>(Set.of("to", "mode", "deadlineSeconds", "message"));

  private final ApiModel model;
  private final Operations operations;

  SwitchoverRoutes(ApiModel model, Operations operations) {
    this.model = model;
    this.operations = operations;
  }

  void on(Router router) {
    router.get(PATH).handler(this::show);
    router.head(PATH).handler(this::show);
    router.post(PATH).handler(Bodies.json()).handler(this::begin);
    router.delete(PATH).handler(this::end);
    router.route(PATH).handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD, POST, DELETE"));
  }

  private void show(RoutingContext ctx) {
    answer(ctx, model.router().state());
  }

  private void answer(RoutingContext ctx, RoutingState state) {
    Replies.json(
        ctx,
        new JsonObject().put("switchover", SwitchoverJson.of(state, model.counts())).toBuffer());
  }

  private void begin(RoutingContext ctx) {
    Switchover.Request request;
    try {
      JsonRequest json = JsonRequest.of(ctx, FIELDS);
      request =
          new Switchover.Request(
              json.text("to").map(NodeId::new), json.drain(), json.message(), operator(ctx));
    } catch (IllegalArgumentException e) {
      Replies.text(ctx, 400, e.getMessage());
      return;
    }
    Audit.what(
        ctx,
        "switchover to "
            + request.to().map(NodeId::name).orElse("any other")
            + ", drain "
            + request.drain().toSeconds()
            + " s",
        request.message());
    LOG.atInfo()
        .addKeyValue("to", request.to().map(NodeId::name).orElse("any other"))
        .addKeyValue("drainSeconds", request.drain().toSeconds())
        .addKeyValue("message", request.message())
        .addKeyValue("remote", String.valueOf(ctx.request().remoteAddress()))
        .log("Switchover asked for by an operator");
    answerWith(ctx, model.router().switchOver(request));
  }

  private void end(RoutingContext ctx) {
    String way = Optional.ofNullable(ctx.queryParams().get("way")).orElse("finish");
    if (!way.equals("finish") && !way.equals("back")) {
      Replies.text(ctx, 400, "way must be finish or back; got \"" + Shown.of(way) + "\"");
      return;
    }
    Audit.what(ctx, "end the drain: " + way);
    LOG.atInfo()
        .addKeyValue("way", way)
        .addKeyValue("remote", String.valueOf(ctx.request().remoteAddress()))
        .log("Drain ended by an operator");
    answerWith(
        ctx,
        way.equals("finish")
            ? model.router().finishDrain()
            : model
                .router()
                .undoDrain("the drain was ended, and the traffic goes back", operator(ctx)));
  }

  private void answerWith(RoutingContext ctx, CompletionStage<RoutingState> stage) {
    operations.answer(ctx, stage, state -> answer(ctx, state));
  }

  private Operator operator(RoutingContext ctx) {
    return User.operator(ctx);
  }
}
