package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.topology.Node;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
  private static final Node A = new Node("a", "127.0.0.1", 3306, 1, "/");
  private static final Node B = new Node("b", "127.0.0.1", 3306, 2, "/");
  private static final int NEVER_MILLIS = 3_600_000;
  private static final int TIMEOUT_MILLIS = 1000;
  private static final Verdict OWN_FAULT =
      Verdict.failed(CheckResult.OWN_FAULT, "not checked: Too many open files");

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<Health> views = new LinkedBlockingQueue<>();
  private final Map<Node, Promise<Verdict>> running = new ConcurrentHashMap<>();
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private HealthMonitor monitor;

  @AfterEach
  void stop() throws Exception {
    monitor.stop();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void view_isPublishedWhenSomethingChangesAndOnlyThen() throws Exception {
    AtomicInteger checks = new AtomicInteger();
    monitor =
        monitor(
            10,
            backend -> {
              checks.incrementAndGet();
              return Future.succeededFuture(Verdict.healthy("200"));
            });

    monitor.start();

    await().until(() -> checks.get() > 20);
    assertThat(views.poll(5, TimeUnit.SECONDS).healthy()).hasSize(1);
    assertThat(views.poll(5, TimeUnit.SECONDS).healthy()).hasSize(2);
    assertThat(views).isEmpty();
  }

  @Test
  void nodeThatHangs_delaysNoVerdictOnAnother() throws Exception {
    monitor = monitor(10, this::held);
    monitor.start();
    await().until(() -> running.size() == 2);

    end(B, Verdict.unhealthy("503"));

    Health view = views.poll(5, TimeUnit.SECONDS);
    assertThat(view.of(B.id()).map(NodeHealth::reason)).contains("503");
    assertThat(view.of(A.id()).map(NodeHealth::isKnown)).contains(false);
  }

  @Test
  void suspectedNode_isCheckedAtOnce() {
    monitor = monitor(NEVER_MILLIS, this::held);
    monitor.start();
    await().until(() -> started.get() == 2);
    end(A, Verdict.healthy("200"));

    monitor.suspect(A.id());

    await().until(() -> started.get() == 3);
  }

  @Test
  void nodeSuspectedDuringItsCheck_isCheckedOnceMoreAfterIt() {
    monitor = monitor(NEVER_MILLIS, this::held);
    monitor.start();
    await().until(() -> started.get() == 2);

    for (int i = 0; i < 100; i++) {
      monitor.suspect(A.id());
    }
    end(A, Verdict.healthy("200"));

    await().until(() -> started.get() == 3);
    assertThat(atOnce).hasValue(0);
  }

  @Test
  void floodOfSuspicions_neverRunsTwoChecksOfANodeAtOnce() {
    AtomicLong checks = new AtomicLong();
    monitor =
        monitor(
            NEVER_MILLIS,
            backend -> {
              checks.incrementAndGet();
              Promise<Verdict> verdict = Promise.promise();
              if (running.put(backend, verdict) != null) {
                atOnce.incrementAndGet();
              }
              vertx.setTimer(
                  5,
                  t -> {
                    running.remove(backend);
                    verdict.complete(Verdict.healthy("200"));
                  });
              return verdict.future();
            });
    monitor.start();

    await()
        .pollInterval(java.time.Duration.ofMillis(1))
        .until(
            () -> {
              for (int i = 0; i < 1000; i++) {
                monitor.suspect(A.id());
              }
              return checks.get() > 20;
            });

    assertThat(atOnce).hasValue(0);
  }

  @Test
  void firstNodeBackAfterAnOutage_hasTheOthersAskedAtOnce() throws Exception {
    monitor = monitor(NEVER_MILLIS, this::held);
    monitor.start();
    await().until(() -> started.get() == 2);
    end(A, Verdict.unhealthy("503"));
    end(B, Verdict.unhealthy("503"));
    views.poll(5, TimeUnit.SECONDS);
    views.poll(5, TimeUnit.SECONDS);
    monitor.suspect(A.id());
    await().until(() -> started.get() == 3);

    end(A, Verdict.healthy("200"));

    await().until(() -> started.get() == 4);
    assertThat(running.keySet()).containsExactly(B);
  }

  @Test
  void stoppedMonitor_publishesNothingMore() throws Exception {
    monitor = monitor(10, this::held);
    monitor.start();
    await().until(() -> running.size() == 2);
    Promise<Verdict> late = running.get(A);

    monitor.stop();
    context.runOnContext(v -> late.complete(Verdict.healthy("200")));

    assertThat(views.poll(200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(started).hasValue(2);
  }

  @Test
  void observerThatThrows_keepsNothingFromBeingKnownOrCheckedAgain() throws Exception {
    AtomicInteger checks = new AtomicInteger();
    monitor =
        monitor(
            10,
            backend -> {
              checks.incrementAndGet();
              return Future.succeededFuture(Verdict.healthy("200"));
            },
            (backend, verdict, nanos) -> {
              throw new IllegalStateException("told too much");
            });

    monitor.start();

    assertThat(views.poll(5, TimeUnit.SECONDS).healthy()).hasSize(1);
    assertThat(views.poll(5, TimeUnit.SECONDS).healthy()).hasSize(2);
    await().until(() -> checks.get() > 20);
  }

  @Test
  void checkThatCouldNotBeMade_leavesTheNodeAsItWas() throws Exception {
    Queue<Verdict> verdicts =
        new ConcurrentLinkedQueue<>(List.of(Verdict.healthy("200"), Verdict.healthy("200")));
    AtomicInteger more = new AtomicInteger();
    monitor =
        monitor(
            10,
            backend -> {
              Verdict next = verdicts.poll();
              if (next == null) {
                more.incrementAndGet();
              }
              return Future.succeededFuture(next == null ? OWN_FAULT : next);
            });

    monitor.start();
    await().until(() -> more.get() > 10);

    assertThat(views.poll().healthy()).hasSize(1);
    assertThat(views.poll().healthy()).hasSize(2);
    assertThat(views).isEmpty();
  }

  @Test
  void nodeThatWasNeverChecked_isNotWaitedForLongerThanOneCheckTakes() throws Exception {
    AtomicReference<Verdict> ofA = new AtomicReference<>(OWN_FAULT);
    monitor =
        monitor(
            10,
            backend ->
                Future.succeededFuture(backend.equals(A) ? ofA.get() : Verdict.healthy("200")));
    monitor.start();

    Health first = views.poll(5, TimeUnit.SECONDS);
    assertThat(first.isComplete()).isFalse();
    assertThat(first.of(A.id()).map(NodeHealth::isAwaited)).contains(true);
    Health second = views.poll(30, TimeUnit.SECONDS);
    assertThat(second.isComplete()).isTrue();
    assertThat(second.unhealthy()).isEmpty();
    assertThat(second.of(A.id()).map(NodeHealth::isKnown)).contains(false);
    assertThat(second.of(A.id()).map(NodeHealth::reason)).contains(OWN_FAULT.reason());

    ofA.set(Verdict.healthy("200"));

    assertThat(views.poll(30, TimeUnit.SECONDS).healthy()).hasSize(2);
  }

  /** A check that goes on until the test ends it. */
  private Future<Verdict> held(Node backend) {
    Promise<Verdict> verdict = Promise.promise();
    if (running.put(backend, verdict) != null) {
      atOnce.incrementAndGet();
    }
    started.incrementAndGet();
    return verdict.future();
  }

  private void end(Node backend, Verdict verdict) {
    Promise<Verdict> check = running.remove(backend);
    context.runOnContext(v -> check.complete(verdict));
  }

  private HealthMonitor monitor(int intervalMillis, AgentCheck check) {
    return monitor(intervalMillis, check, (backend, verdict, nanos) -> {});
  }

  private HealthMonitor monitor(int intervalMillis, AgentCheck check, HealthObserver observer) {
    return new HealthMonitor(
        vertx,
        context,
        Clock.systemUTC(),
        LoopClock.of(vertx),
        List.of(A, B),
        new CheckSettings(TIMEOUT_MILLIS, intervalMillis, Optional.empty(), true),
        (settings, reserve) -> check,
        views::add,
        observer);
  }
}
