package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.topology.Node;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeWatchTest {
  private static final Node NODE = new Node("a", "127.0.0.1", 3306, 1, "/");
  private static final int NEVER_MILLIS = 3_600_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicInteger checks = new AtomicInteger();

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void sinkThatThrows_endsNoChecks(Class<? extends Throwable> kind) {
    start(10, Verdict.healthy("200"), (node, verdict, nanos) -> sneak(kind));

    await().until(() -> checks.get() > 5);
  }

  @Test
  void checkThatThrows_endsNoChecks() {
    NodeWatch watch =
        watch(
            10,
            node -> {
              checks.incrementAndGet();
              throw new StackOverflowError();
            },
            (node, verdict, nanos) -> assertThat(verdict.result()).isEqualTo(CheckResult.ERROR));
    context.runOnContext(v -> watch.check());

    await().until(() -> checks.get() > 5);
  }

  @Test
  void checkThatFailed_endsNoChecks() {
    NodeWatch watch =
        watch(
            10,
            node -> {
              checks.incrementAndGet();
              return Future.failedFuture("cannot be");
            },
            (node, verdict, nanos) -> {});
    context.runOnContext(v -> watch.check());

    await().until(() -> checks.get() > 5);
  }

  @Test
  void checkThatCouldNotBeMade_isTriedAgainSoon() {
    start(
        NEVER_MILLIS,
        Verdict.failed(CheckResult.OWN_FAULT, "not checked"),
        (node, verdict, nanos) -> {});

    await().until(() -> checks.get() > 3);
  }

  private void start(int intervalMillis, Verdict verdict, NodeWatch.Sink sink) {
    NodeWatch watch =
        watch(
            intervalMillis,
            node -> {
              checks.incrementAndGet();
              return Future.succeededFuture(verdict);
            },
            sink);
    context.runOnContext(v -> watch.check());
  }

  private NodeWatch watch(int intervalMillis, AgentCheck check, NodeWatch.Sink sink) {
    return new NodeWatch(
        vertx, NODE, check, intervalMillis, System::nanoTime, System::nanoTime, sink);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Class<? extends Throwable> kind) throws T {
    try {
      throw (T) kind.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
