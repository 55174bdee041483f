package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Names;
import dev.patchbay.testing.StreamingAgent;
import dev.patchbay.topology.Node;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnectOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the proxy makes of an agent's stream. No check is due by itself. */
class StreamWatchTest {
  private static final int NEVER_MILLIS = 3_600_000;
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<Health> told = new LinkedBlockingQueue<>();
  private StreamingAgent agent;
  private Node node;
  private HealthMonitor monitor;

  @BeforeEach
  void makeAgent() throws Exception {
    agent = new StreamingAgent(vertx);
    node = new Node("a", "127.0.0.1", 3306, agent.port(), "/api/v1/status");
  }

  @AfterEach
  void stop() throws Exception {
    monitor.stop();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void unhealthy_countsAtOnce() throws Exception {
    follow();

    agent.hold();
    agent.say(false, "read_only is ON");

    assertThat(next().isHealthy()).isFalse();
    assertThat(last.reason()).isEqualTo("its agent says read_only is ON");
  }

  /** Healthy is what a check finds, and nothing else. */
  @Test
  void healthy_bringsACheckForward_whichDecides() throws Exception {
    follow();
    agent.healthy(false);
    agent.say(false, "down");
    assertThat(next().isHealthy()).isFalse();
    assertThat(next().reason()).contains("healthy: false");

    agent.say(true, "up");
    int checks = agent.checks();
    await().atMost(LONG).until(() -> agent.checks() > checks);
    assertThat(told).isEmpty();

    agent.healthy(true);
    agent.say(false, "down");
    agent.say(true, "up");
    await().atMost(LONG).until(() -> next().isHealthy());
  }

  /** It may have asked before: its answer is no news. */
  @Test
  void checkThatWasUnderWay_doesNotTakeItBack() throws Exception {
    follow();
    agent.hold();
    int checks = agent.checks();
    monitor.suspect(node.id());
    await().atMost(LONG).until(() -> agent.checks() > checks);

    agent.say(false, "down");
    assertThat(next().isHealthy()).isFalse();
    agent.healthy(false);
    agent.release();

    assertThat(next().reason()).contains("healthy: false");
    assertThat(last.isHealthy()).isFalse();
  }

  /** Its checks say otherwise: it must not have every session cut as soon as it is made. */
  @Test
  void agentThatContradictsItsOwnChecks_decidesFewTimesAMinute() throws Exception {
    follow();
    for (int i = 0; i < StreamCredit.VERDICTS_A_MINUTE; i++) {
      agent.say(false, "down");
      await().atMost(LONG).until(() -> !next().isHealthy());
      agent.say(true, "up");
      await().atMost(LONG).until(() -> next().isHealthy());
    }

    int checks = agent.checks();
    agent.say(false, "down");

    await().atMost(LONG).until(() -> agent.checks() > checks);
    await().atMost(LONG).until(() -> agent.followers() == 0);
    assertThat(told).isEmpty();
  }

  /** What a check confirms may be said as often as it happens. */
  @Test
  void agentThatItsChecksConfirm_isAlwaysBelieved() throws Exception {
    follow();
    for (int i = 0; i < 2 * StreamCredit.VERDICTS_A_MINUTE; i++) {
      agent.healthy(false);
      agent.say(false, "down");
      await().atMost(LONG).until(() -> next().reason().contains("its agent says"));
      await().atMost(LONG).until(() -> next().reason().contains("healthy: false"));
      agent.healthy(true);
      agent.say(true, "up");
      await().atMost(LONG).until(() -> next().isHealthy());
    }
  }

  /** The connection may lead to a machine that is no more. */
  @Test
  void streamThatStaysSilent_isFollowedAnew() throws Exception {
    follow();

    await().atMost(LONG).until(() -> agent.streams() > 1);
    assertThat(told).isEmpty();
  }

  /** It may lead to another machine by now. */
  @Test
  void streamOfAHostThatIsGivenByName_isFollowedAnewWithoutDoubt() throws Exception {
    node = new Node("a", "localhost", 3306, agent.port(), "/api/v1/status");
    follow();
    keepSaying();
    int checks = agent.checks();

    await().atMost(Duration.ofMinutes(2)).until(() -> agent.streams() > 1);

    assertThat(agent.checks()).isEqualTo(checks);
  }

  @Test
  void agentThatDoesNotBeginItsAnswer_isAskedAnew() throws Exception {
    agent.streamsSilently(true);
    start(true);

    await().atMost(LONG).until(() -> agent.streams() > 1);
  }

  @Test
  void silence_bringsACheckForward_andIsNoVerdict() throws Exception {
    follow();
    int checks = agent.checks();

    agent.say(true, "fine");

    await().atMost(LONG).until(() -> agent.checks() > checks);
    assertThat(told).isEmpty();
  }

  @Test
  void endOfTheStream_bringsACheckForward_andItIsFollowedAgain() throws Exception {
    follow();
    keepSaying();
    int checks = agent.checks();
    int streams = agent.streams();

    agent.cutStreams();

    await().atMost(LONG).until(() -> agent.checks() > checks);
    await().atMost(LONG).until(() -> agent.streams() > streams);
    agent.hold();
    await()
        .atMost(LONG)
        .until(
            () -> {
              agent.say(false, "down");
              Health health = told.poll(100, TimeUnit.MILLISECONDS);
              return health != null && health.healthy().isEmpty();
            });
  }

  @Test
  void streamThatCannotBeUnderstood_isDropped_andNothingOfItCounts() throws Exception {
    follow();

    agent.sayRaw("data: {\"healthy\":\n");

    await().atMost(LONG).until(() -> agent.followers() == 0);
    assertThat(agent.streams()).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void answerThatIsNoStream_isLetAlone() throws Exception {
    agent.streamType("text/plain");
    start(true);
    await().atMost(LONG).until(() -> agent.streams() == 1);

    await().atMost(LONG).until(() -> agent.followers() == 0);
    assertThat(next().isHealthy()).isTrue();
  }

  @Test
  void switchedOff_orWithAnotherPath_nobodyFollows() throws Exception {
    start(false);
    assertThat(next().isHealthy()).isTrue();
    assertThat(agent.streams()).isZero();
    monitor.stop();

    node = new Node("a", "127.0.0.1", 3306, agent.port(), "/");
    start(true);
    assertThat(next().isHealthy()).isTrue();
    assertThat(agent.streams()).isZero();
  }

  @Test
  void reload_thatTakesTheNodeAway_endsItsStream() throws Exception {
    follow();

    monitor.reload(List.of(), settings(true));

    await().atMost(LONG).until(() -> agent.followers() == 0);
  }

  /**
   * What was said while this proxy stood still is old: it follows anew, and what is so now counts.
   */
  @Test
  void proxyThatStoodStill_believesNothingThatWasSaidMeanwhile() throws Exception {
    start(false);
    AtomicLong stoodStillNanos = new AtomicLong();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    HttpClientAgent client = vertx.createHttpClient();
    StreamWatch watch =
        new StreamWatch(
            vertx,
            node,
            () -> System.nanoTime() + stoodStillNanos.get(),
            of ->
                client.connect(
                    new HttpConnectOptions().setHost(of.host()).setPort(of.statusPort())),
            new StreamWatch.Listener() {
              @Override
              public void said(Verdict verdict) {}

              @Override
              public void unhealthy(Verdict verdict) {
                heard.add(verdict.reason());
              }

              @Override
              public void doubt() {
                heard.add("doubt");
              }
            });
    Context loop = vertx.getOrCreateContext();
    loop.runOnContext(v -> watch.start());
    await().atMost(LONG).until(() -> agent.followers() == 1);

    loop.runOnContext(
        v -> {
          agent.say(false, "old");
          stoodStillNanos.set(TimeUnit.SECONDS.toNanos(10));
        });

    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("doubt");
    await().atMost(LONG).until(() -> agent.streams() == 2 && agent.followers() == 1);
    agent.say(false, "new");
    String next = heard.poll(30, TimeUnit.SECONDS);
    while (next.equals("doubt")) {
      // It was silent for a moment meanwhile.
      next = heard.poll(30, TimeUnit.SECONDS);
    }
    assertThat(next).endsWith("new");
    loop.runOnContext(v -> watch.stop());
  }

  private NodeHealth last;

  private NodeHealth next() throws Exception {
    Health health = told.poll(30, TimeUnit.SECONDS);
    assertThat(health).isNotNull();
    last = health.nodes().get(0);
    return last;
  }

  private void keepSaying() {
    vertx.setPeriodic(20, t -> agent.say(true, "fine"));
  }

  private void follow() throws Exception {
    start(true);
    assertThat(next().isHealthy()).isTrue();
    await().atMost(LONG).until(() -> agent.followers() == 1);
  }

  private void start(boolean streams) {
    monitor =
        new HealthMonitor(
            vertx,
            new Names(vertx),
            vertx.getOrCreateContext(),
            Clock.systemUTC(),
            List.of(node),
            settings(streams),
            told::add,
            (checked, verdict, nanos) -> {});
    monitor.start();
  }

  private static CheckSettings settings(boolean streams) {
    return new CheckSettings(20_000, NEVER_MILLIS, Optional.empty(), streams);
  }
}
