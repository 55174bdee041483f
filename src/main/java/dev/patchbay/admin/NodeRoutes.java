package dev.patchbay.admin;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.routing.Operator;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Switchover;
import dev.patchbay.telemetry.events.Event;
import dev.patchbay.topology.NodeId;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v0/nodes/NAME}: one node, and whether it may take traffic. The name may be written with
 * its slash or with {@code %2F}.
 */
final class NodeRoutes {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String PREFIX = "/v0/nodes/";
  private static final Set<String> FIELDS =
      new TreeSet<>(Set.of("enabled", "message", "mode", "deadlineSeconds"));

  private final ApiModel model;
  private final Operations operations;
  private final StateJson json;

  NodeRoutes(ApiModel model, Operations operations, StateJson json) {
    this.model = model;
    this.operations = operations;
    this.json = json;
  }

  void on(Router router) {
    router.get(PREFIX + "*").handler(this::show);
    router.head(PREFIX + "*").handler(this::show);
    router.patch(PREFIX + "*").handler(Bodies.json()).handler(this::change);
    router.route(PREFIX + "*").handler(ctx -> Replies.methodNotAllowed(ctx, "GET, HEAD, PATCH"));
  }

  private static NodeId node(RoutingContext ctx) {
    String name = ctx.request().path().substring(PREFIX.length()).replace("+", "%2B");
    return new NodeId(URLDecoder.decode(name, StandardCharsets.UTF_8));
  }

  private void show(RoutingContext ctx) {
    answer(ctx, node(ctx), model.router().state());
  }

  private void answer(RoutingContext ctx, NodeId id, RoutingState state) {
    Optional<NodeHealth> node = state.health().of(id);
    if (node.isPresent()) {
      Replies.json(ctx, json.node(node.get(), state).toBuffer());
    } else {
      Replies.text(ctx, 404, "there is no node " + Shown.of(id.name()));
    }
  }

  private void change(RoutingContext ctx) {
    NodeId node = node(ctx);
    Operator by = User.operator(ctx);
    boolean enabled;
    Switchover.Request how;
    try {
      JsonRequest body = JsonRequest.of(ctx, FIELDS);
      enabled =
          body.bool("enabled")
              .orElseThrow(() -> new IllegalArgumentException("enabled must be true or false"));
      how = new Switchover.Request(Optional.empty(), body.drain(), body.message(), by);
    } catch (IllegalArgumentException e) {
      Replies.text(ctx, 400, e.getMessage());
      return;
    }
    Audit.what(ctx, (enabled ? "enable " : "disable ") + node.name(), how.message());
    operations.answer(
        ctx,
        enabled ? model.router().enable(node) : model.router().disable(node, how),
        state -> {
          boolean serves =
              !enabled && state.active().node().filter(n -> n.id().equals(node)).isPresent();
          (serves ? LOG.atWarn() : LOG.atInfo())
              .addKeyValue("node", node.name())
              .addKeyValue("message", how.message())
              .addKeyValue("remote", String.valueOf(ctx.request().remoteAddress()))
              .log(
                  enabled
                      ? "Node enabled by an operator"
                      : serves
                          ? "Node disabled by an operator, but serves: no other node is healthy"
                          : "Node disabled by an operator");
          model
              .tell()
              .accept(
                  new Event.NodeSwitched(
                      model.clock().instant(),
                      node.name(),
                      enabled,
                      by.name(),
                      by.address(),
                      how.message(),
                      serves));
          answer(ctx, node, state);
        });
  }
}
