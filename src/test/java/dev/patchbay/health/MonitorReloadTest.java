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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which nodes are checked, and how, changes while the monitor runs. No check is due by itself. */
class MonitorReloadTest {
  private static final Node A = node("a", "127.0.0.1", 1);
  private static final Node B = node("b", "127.0.0.1", 2);
  private static final Node C = node("c", "127.0.0.1", 3);
  private static final CheckSettings RARELY =
      new CheckSettings(1000, 3_600_000, Optional.empty(), true);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<Health> told = new LinkedBlockingQueue<>();
  private final List<Checks> made = new CopyOnWriteArrayList<>();
  private HealthMonitor monitor;

  /** What asks by one kind of settings: checks go on until the test ends them. */
  private static final class Checks implements AgentCheck {
    final CheckSettings settings;
    final Map<Node, Promise<Verdict>> running = new ConcurrentHashMap<>();
    final List<Node> begun = new CopyOnWriteArrayList<>();
    final List<Node> forgotten = new CopyOnWriteArrayList<>();
    volatile Future<Void> prepared = Future.succeededFuture();
    volatile boolean closed;

    Checks(CheckSettings settings) {
      this.settings = settings;
    }

    @Override
    public Future<Void> prepare() {
      return prepared;
    }

    @Override
    public Future<Verdict> check(Node node) {
      Promise<Verdict> verdict = Promise.promise();
      assertThat(running.put(node, verdict)).isNull();
      begun.add(node);
      return verdict.future();
    }

    @Override
    public void forget(Node node) {
      forgotten.add(node);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    monitor =
        new HealthMonitor(
            vertx,
            context,
            Clock.systemUTC(),
            LoopClock.of(vertx),
            List.of(A, B),
            RARELY,
            (settings, reserve) -> {
              Checks checks = new Checks(settings);
              made.add(checks);
              return checks;
            },
            told::add,
            (node, verdict, nanos) -> {});
    monitor.start();
    await().until(() -> checks().running.size() == 2);
  }

  @AfterEach
  void stop() throws Exception {
    monitor.stop();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void nodeThatStays_keepsWhatIsKnown_andANewOneIsCheckedAtOnce() throws Exception {
    end(A, Verdict.healthy("200"));
    Health before = end(B, Verdict.unhealthy("503"));

    Health after = reload(B, C, A);

    assertThat(after.nodes()).extracting(NodeHealth::node).containsExactly(B, C, A);
    assertThat(after.of(A.id())).isEqualTo(before.of(A.id()));
    assertThat(after.of(B.id())).isEqualTo(before.of(B.id()));
    assertThat(after.of(C.id()).map(NodeHealth::isAwaited)).contains(true);
    await().until(() -> checks().begun.contains(C));
    assertThat(checks().begun).containsExactly(A, B, C);
    assertThat(end(C, Verdict.healthy("200")).healthy()).hasSize(2);
  }

  @Test
  void removedNode_isForgotten_andNoLongerChecked() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));

    Health after = reload(A);

    assertThat(after.nodes()).extracting(NodeHealth::node).containsExactly(A);
    assertThat(checks().forgotten).containsExactly(B);
    monitor.suspect(B.id());
    monitor.suspect(A.id());
    await().until(() -> checks().running.containsKey(A));
    assertThat(checks().begun).containsExactly(A, B, A);
  }

  @Test
  void checkUnderWayOfARemovedNode_tellsNothing_andIsForgottenWhenItEnds() throws Exception {
    end(A, Verdict.healthy("200"));
    reload(A);
    assertThat(checks().forgotten).isEmpty();

    Promise<Verdict> late = checks().running.remove(B);
    context.runOnContext(v -> late.complete(Verdict.healthy("200")));

    await().until(() -> checks().forgotten.contains(B));
    onTheLoop();
    assertThat(told).isEmpty();
  }

  @Test
  void nodeThatIsAddedAgain_isNotKnown() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));
    reload(A);

    Health after = reload(A, B);

    assertThat(after.of(B.id()).map(NodeHealth::isAwaited)).contains(true);
    await().until(() -> checks().running.containsKey(B));
  }

  @Test
  void anotherAgent_isAskedAtOnce_andTheNodeIsWhatItWasMeanwhile() throws Exception {
    Node moved = node("a", A.host(), 9);
    end(A, Verdict.healthy("200"));
    Health before = end(B, Verdict.healthy("200"));

    Health after = reload(moved, B);

    assertThat(after.of(A.id()).orElseThrow().node()).isEqualTo(moved);
    assertThat(after.healthy()).hasSize(2);
    assertThat(after.of(A.id()).map(NodeHealth::since))
        .isEqualTo(before.of(A.id()).map(NodeHealth::since));
    await().until(() -> checks().running.containsKey(moved));
    assertThat(checks().forgotten).containsExactly(A);
    assertThat(end(moved, Verdict.unhealthy("503")).unhealthy()).hasSize(1);
  }

  @Test
  void anotherServer_isNotKnown_andCheckedAtOnce() throws Exception {
    Node other = node("a", "127.0.0.2", 1);
    end(A, Verdict.healthy("200"));

    Health after = reload(other, B);

    assertThat(after.of(A.id()).map(NodeHealth::isAwaited)).contains(true);
    await().until(() -> checks().running.containsKey(other));
  }

  @Test
  void otherSettings_haveAllNodesCheckedAtOnce_andKeepWhatIsKnown() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));
    CheckSettings other = new CheckSettings(500, 3_600_000, Optional.empty(), true);

    monitor.reload(List.of(A, B), other);

    await().until(() -> made.size() == 2 && checks().running.size() == 2);
    assertThat(checks().settings).isEqualTo(other);
    assertThat(made.get(0).closed).isTrue();
    assertThat(told).isEmpty();
    assertThat(end(A, Verdict.unhealthy("503")).healthy()).hasSize(1);
  }

  /** TLS is prepared elsewhere; what that takes is no node's. */
  @Test
  void otherSettings_areNotUsedBeforeTheyAreReady() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));
    Promise<Void> ready = Promise.promise();
    CheckSettings other = new CheckSettings(500, 3_600_000, Optional.empty(), true);
    HealthMonitor slow = preparing(ready.future());
    try {
      slow.start();
      await().until(() -> checks().running.size() == 2);
      slow.reload(List.of(A, B), other);
      await().until(() -> checks().settings.equals(other));
      onTheLoop();
      assertThat(checks().begun).isEmpty();

      context.runOnContext(v -> ready.complete());

      await().until(() -> checks().running.size() == 2);
    } finally {
      slow.stop();
    }
  }

  @Test
  void nodeSuspectedBeforeTheNewSettingsAreReady_isCheckedOnceAllTheSame() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));
    Promise<Void> ready = Promise.promise();
    CheckSettings other = new CheckSettings(500, 3_600_000, Optional.empty(), true);
    HealthMonitor slow = preparing(ready.future());
    try {
      slow.start();
      slow.reload(List.of(A, B), other);
      slow.suspect(A.id());
      await().until(() -> checks().running.containsKey(A));

      context.runOnContext(v -> ready.complete());

      await().until(() -> checks().running.containsKey(B));
      onTheLoop();
      assertThat(checks().begun).containsExactly(A, B);
    } finally {
      slow.stop();
    }
  }

  @Test
  void nodeAddedBeforeTheNewSettingsAreReady_waitsForThemToo() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));
    Promise<Void> ready = Promise.promise();
    CheckSettings other = new CheckSettings(500, 3_600_000, Optional.empty(), true);
    HealthMonitor slow = preparing(ready.future());
    try {
      slow.start();
      await().until(() -> checks().running.size() == 2);
      slow.reload(List.of(A, B), other);
      slow.reload(List.of(A, B, C), other);
      await().until(() -> checks().settings.equals(other));
      onTheLoop();
      assertThat(checks().begun).isEmpty();

      context.runOnContext(v -> ready.complete());

      await().until(() -> checks().running.size() == 3);
      assertThat(checks().begun).containsExactlyInAnyOrder(A, B, C);
    } finally {
      slow.stop();
    }
  }

  @Test
  void otherSettingsBeforeTheFirstAreReady_areWaitedForInTheirPlace() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));
    Promise<Void> first = Promise.promise();
    Promise<Void> second = Promise.promise();
    CheckSettings other = new CheckSettings(500, 3_600_000, Optional.empty(), true);
    HealthMonitor slow =
        preparing(settings -> settings.equals(RARELY) ? first.future() : second.future());
    try {
      slow.start();
      slow.reload(List.of(A, B), other);
      await().until(() -> checks().settings.equals(other));

      context.runOnContext(v -> first.complete());
      onTheLoop();
      assertThat(checks().begun).isEmpty();
      context.runOnContext(v -> second.complete());

      await().until(() -> checks().running.size() == 2);
    } finally {
      slow.stop();
    }
  }

  /** A monitor whose checks by other settings than the first are ready then. */
  private HealthMonitor preparing(Future<Void> ready) {
    return preparing(settings -> settings.equals(RARELY) ? Future.succeededFuture() : ready);
  }

  private HealthMonitor preparing(Function<CheckSettings, Future<Void>> ready) {
    return new HealthMonitor(
        vertx,
        context,
        Clock.systemUTC(),
        LoopClock.of(vertx),
        List.of(A, B),
        RARELY,
        (settings, reserve) -> {
          Checks checks = new Checks(settings);
          checks.prepared = ready.apply(settings);
          made.add(checks);
          return checks;
        },
        told::add,
        (node, verdict, nanos) -> {});
  }

  @Test
  void sameAgain_changesNothing() throws Exception {
    end(A, Verdict.healthy("200"));
    end(B, Verdict.healthy("200"));

    monitor.reload(List.of(A, B), RARELY);
    onTheLoop();

    assertThat(told).isEmpty();
    assertThat(made).hasSize(1);
    assertThat(checks().begun).containsExactly(A, B);
  }

  @Test
  void reloadAfterTheStop_checksNobody() throws Exception {
    monitor.stop();

    reload(A, B, C);
    onTheLoop();

    assertThat(checks().begun).containsExactly(A, B);
  }

  @Test
  void checksUnderWay_areNeverTwoOfANode_howeverOftenItIsReloaded() throws Exception {
    for (int i = 0; i < 1000; i++) {
      monitor.reload(i % 2 == 0 ? List.of(B, A) : List.of(A, B), RARELY);
      monitor.suspect(A.id());
    }

    onTheLoop();

    assertThat(checks().begun).containsExactly(A, B);
  }

  private Checks checks() {
    return made.get(made.size() - 1);
  }

  /** Ends this node's check and says what is known then. */
  private Health end(Node node, Verdict verdict) throws InterruptedException {
    Promise<Verdict> check = checks().running.remove(node);
    context.runOnContext(v -> check.complete(verdict));
    return told.poll(10, TimeUnit.SECONDS);
  }

  private Health reload(Node... nodes) throws InterruptedException {
    monitor.reload(List.of(nodes), RARELY);
    return told.poll(10, TimeUnit.SECONDS);
  }

  /** Returns once all that the loop had to do before is done. */
  private void onTheLoop() throws Exception {
    Promise<Void> done = Promise.promise();
    context.runOnContext(v -> done.complete());
    done.future().await(30, TimeUnit.SECONDS);
  }

  private static Node node(String name, String host, int statusPort) {
    return new Node(name, host, 3306, statusPort, "/");
  }
}
