package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is said of a server, above all of one at whose port nobody listens any more. */
class PulseTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<NodeReport> said = new LinkedBlockingQueue<>();
  private final ShortQuestions questions = new ShortQuestions();

  /** The loop's end is the end of the question too, and no fault that a thread dies of. */
  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);

    questions.awaitEnd();
  }

  /** A server that is being stopped takes a connection, lets it wait, and takes no other. */
  @Test
  void refusedConnection_isSaid_whileALookWaits() throws Exception {
    follow(() -> Promise.<NodeVariables>promise().future());

    assertThat(next().verdict().healthy()).isFalse();
    assertThat(next().verdict().reason()).contains("Connection refused");
  }

  /** No whole look says so: the log would have nothing of what cost the node its traffic. */
  @Test
  void whatTheShortQuestionFound_isInTheLog() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger log = (Logger) LoggerFactory.getLogger("agent");
    log.addAppender(lines);
    try {
      follow(() -> Promise.<NodeVariables>promise().future());
      next();

      assertThat(lines.list).extracting(ILoggingEvent::getMessage).contains("node is unhealthy");
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void whoAsksMeanwhile_doesNotWaitForTheLook() throws Exception {
    BlockingQueue<NodeReport> answers = new LinkedBlockingQueue<>();
    pulse(() -> Promise.<NodeVariables>promise().future())
        .accept(
            pulse -> {
              pulse.follow();
              pulse.ask().onSuccess(answers::add);
            });

    assertThat(answers.poll(20, TimeUnit.SECONDS).verdict().reason())
        .contains("Connection refused");
  }

  @Test
  void lookFromBefore_doesNotMakeItHealthyAgain() throws Exception {
    Promise<NodeVariables> first = Promise.promise();
    Promise<NodeVariables> second = Promise.promise();
    var looks = new ArrayDeque<>(List.of(first, second));
    follow(() -> looks.remove().future());
    next();

    context.runOnContext(v -> first.complete(NodeVerdictTest.node("wsrep_local_state", "4")));
    NodeReport after = next();
    for (int i = 0; i < 5; i++) {
      assertThat(after.verdict().healthy()).isFalse();
      after = next();
    }
  }

  /** Over a connection that is open already it answers well; new sessions it refuses. */
  @Test
  void healthyLook_doesNotMakeItHealthy_whileConnectionsAreRefused() throws Exception {
    assertNotHealthyWhileRefused("127.0.0.1", FreePort.take());
  }

  /** A server removes its socket when it ends. */
  @Test
  void socketThatIsGone_isARefusalToo(@TempDir Path directory) throws Exception {
    assertNotHealthyWhileRefused(directory.resolve("gone.sock").toString(), 0);
  }

  private void assertNotHealthyWhileRefused(String host, int port) {
    List<NodeReport> asked = new CopyOnWriteArrayList<>();
    pulse(host, port, PulseTest::wellLook)
        .accept(
            pulse -> {
              pulse.follow();
              vertx.setPeriodic(20, t -> pulse.ask().onSuccess(asked::add));
            });
    await().until(() -> said.stream().anyMatch(report -> !report.verdict().healthy()));
    said.clear();
    asked.clear();

    await().until(() -> said.size() >= 20 && asked.size() >= 20);

    assertThat(said).noneMatch(report -> report.verdict().healthy());
    assertThat(asked).noneMatch(report -> report.verdict().healthy());
  }

  @Test
  void serverThatTakesConnectionsAgain_isHealthy_alsoIfItIsFullThen() throws Exception {
    assertHealthyAfterRefusals(
        socket -> {
          socket.getOutputStream().write(FakePeer.errorPacket(1040, "Too many connections"));
          socket.shutdownOutput();
        });
  }

  /** One connection that waits, and be it the first, is not the whole server. */
  @Test
  void serverThatTakesConnectionsAgain_isHealthy_alsoIfOneHangs() throws Exception {
    assertHealthyAfterRefusals(socket -> {});
  }

  private void assertHealthyAfterRefusals(FakePeer.Piece then) throws Exception {
    int port = FreePort.take();
    pulse(port, PulseTest::wellLook).accept(Pulse::follow);
    await().until(() -> said.stream().anyMatch(report -> !report.verdict().healthy()));

    try (FakePeer peer = new FakePeer(port, then)) {
      await()
          .atMost(5, TimeUnit.SECONDS)
          .until(
              () ->
                  peer.accepted() > 0
                      && List.copyOf(said).get(said.size() - 1).verdict().healthy());
    }
  }

  /** A stranger who comes and goes costs the server one login, and not one each time. */
  @Test
  void followersWhoComeAndGo_findItGoingOn() throws Exception {
    try (FakePeer peer = FakePeer.silent()) {
      pulse(peer.port(), PulseTest::wellLook)
          .accept(
              pulse ->
                  vertx.setPeriodic(
                      10,
                      t -> {
                        pulse.follow();
                        pulse.unfollow();
                      }));
      await().until(() -> said.size() >= 50);

      assertThat(peer.accepted()).isEqualTo(1);
    }
  }

  private static Future<NodeVariables> wellLook() {
    return Future.succeededFuture(NodeVerdictTest.node("wsrep_local_state", "4"));
  }

  private void follow(Supplier<Future<NodeVariables>> looks) {
    pulse(looks).accept(Pulse::follow);
  }

  /** Has something done with one, on its context. */
  private Consumer<Consumer<Pulse>> pulse(Supplier<Future<NodeVariables>> looks) {
    return pulse(FreePort.take(), looks);
  }

  private Consumer<Consumer<Pulse>> pulse(int port, Supplier<Future<NodeVariables>> looks) {
    return pulse("127.0.0.1", port, looks);
  }

  private Consumer<Consumer<Pulse>> pulse(
      String host, int port, Supplier<Future<NodeVariables>> looks) {
    AgentConfig config =
        new AgentConfig(
            "127.0.0.1",
            0,
            new DatabaseLogin(host, port, "user", "password"),
            Duration.ofSeconds(1),
            HealthRules.STRICT,
            Optional.empty(),
            AgentConfig.Signs.NONE);
    return todo ->
        context.runOnContext(
            v -> todo.accept(new Pulse(context, new NodeCheck(looks, config), config, said::add)));
  }

  private NodeReport next() throws InterruptedException {
    NodeReport report = said.poll(20, TimeUnit.SECONDS);
    assertThat(report).as("a report").isNotNull();
    return report;
  }
}
