package dev.patchbay.admin;

import dev.patchbay.session.Source;
import dev.patchbay.text.RateLimit;
import dev.patchbay.web.WebServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets requests with the right name and password through, and slows down whoever guesses. Who comes
 * from where many wrong ones came waits before it is looked at what they bring, so that hanging up
 * early tells nothing; where somebody has logged in before, only the answer to a wrong one waits.
 */
final class BasicAuth implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger("api");
  private static final String RETRY_SECONDS = "1";
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final Supplier<Keyring> keyring;
  private final GuessLimit limit;
  private final ProofQueue proofs;
  private final RateLimit rateLimit = new RateLimit(System::nanoTime);

  /**
   * @param keyring who may log in now
   */
  BasicAuth(Supplier<Keyring> keyring, GuessLimit limit, ProofQueue proofs) {
    this.keyring = keyring;
    this.limit = limit;
    this.proofs = proofs;
  }

  @Override
  public void handle(RoutingContext ctx) {
    Optional<Given> given = Given.in(ctx.request().getHeader("Authorization"));
    if (given.isEmpty()) {
      challenge(ctx);
      return;
    }
    Source source = source(ctx);
    Duration delay = limit.delay(source);
    if (delay.isZero() || limit.isFamiliar(source)) {
      decide(ctx, given.get(), source, delay);
    } else {
      after(ctx, delay, () -> decide(ctx, given.get(), source, Duration.ZERO));
    }
  }

  private void decide(RoutingContext ctx, Given given, Source source, Duration delay) {
    Keyring.Finding found = keyring.get().look(given);
    if (found instanceof Keyring.Right right) {
      pass(ctx, right.user(), source);
    } else if (found instanceof Keyring.Unproved) {
      prove(ctx, given, source, delay);
    } else {
      refuse(ctx, source, delay);
    }
  }

  private void prove(RoutingContext ctx, Given given, Source source, Duration delay) {
    ctx.request().pause();
    Context here = ctx.vertx().getOrCreateContext();
    Future.fromCompletionStage(proofs.ask(source, () -> proved(given), () -> isGone(ctx)), here)
        .onComplete(
            proof -> {
              ctx.request().resume();
              if (proof.failed()) {
                failed(ctx, proof.cause());
              } else if (proof.result().isPresent()) {
                pass(ctx, proof.result().get(), source);
              } else if (!isGone(ctx)) {
                refuse(ctx, source, delay);
              }
            });
  }

  /** In its turn; somebody else may have proved the hash meanwhile. */
  private Optional<User> proved(Given given) {
    Keyring now = keyring.get();
    Keyring.Finding found = now.look(given);
    if (found instanceof Keyring.Unproved) {
      return now.prove(given);
    }
    return found instanceof Keyring.Right right ? Optional.of(right.user()) : Optional.empty();
  }

  private static void failed(RoutingContext ctx, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ProofQueue.Busy) {
      // Not at once, or whoever has filled the queue asks a thousand times a second, and the loop
      // has no time for others.
      after(ctx, BUSY, () -> busy(ctx, cause.getMessage()));
    } else {
      ctx.fail(cause);
    }
  }

  private static void busy(RoutingContext ctx, String why) {
    ctx.response().putHeader("Retry-After", RETRY_SECONDS);
    Replies.text(ctx, 503, why + "; try again in a second");
  }

  private void pass(RoutingContext ctx, User user, Source source) {
    limit.right(source);
    user.asks(ctx);
    WebServer.trust(ctx.request());
    ctx.next();
  }

  private void refuse(RoutingContext ctx, Source source, Duration delay) {
    limit.wrong(source);
    // Not the name: people type their password there.
    String remote = Replies.remote(ctx);
    rateLimit
        .admit("login", remote)
        .ifPresent(
            suppressed ->
                LOG.atInfo()
                    .addKeyValue("remote", remote)
                    .addKeyValue("suppressed", suppressed)
                    .log("Login refused: wrong user name or password"));
    if (delay.isZero()) {
      challenge(ctx);
    } else {
      after(ctx, delay, () -> challenge(ctx));
    }
  }

  private static void challenge(RoutingContext ctx) {
    ctx.response().putHeader("WWW-Authenticate", "Basic realm=\"Authorization Required\"");
    Replies.text(ctx, 401, "Unauthorized");
  }

  /**
   * Does this later, unless nobody waits for it any more. Who hangs up is forgotten at once: a
   * request that is kept until its time comes is some ten KiB of heap.
   */
  private static void after(RoutingContext ctx, Duration delay, Runnable task) {
    ctx.request().pause();
    long timer =
        ctx.vertx()
            .setTimer(
                delay.toMillis(),
                t -> {
                  if (!isGone(ctx)) {
                    ctx.request().resume();
                    task.run();
                  }
                });
    ctx.addEndHandler(end -> ctx.vertx().cancelTimer(timer));
  }

  private static boolean isGone(RoutingContext ctx) {
    return ctx.response().closed();
  }

  private static Source source(RoutingContext ctx) {
    String address = ctx.request().remoteAddress().hostAddress();
    // No look-up: it is an address already.
    InetAddress known = address == null ? null : new InetSocketAddress(address, 0).getAddress();
    return Source.of(known == null ? InetAddress.getLoopbackAddress() : known);
  }
}
