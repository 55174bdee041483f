package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the agent makes of what is in the server's status file. */
class StatusFileTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<NodeVerdict> said = new LinkedBlockingQueue<>();
  private final ShortQuestions questions = new ShortQuestions();

  @TempDir Path directory;

  private FakePeer server;

  @BeforeEach
  void start() throws Exception {
    server = new FakePeer(FakeServer.answering(asked -> FakeServer.rows("read_only", "OFF")));
    Files.createDirectory(watched());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    vertx.close().await(20, TimeUnit.SECONDS);
    questions.awaitEnd();
  }

  @Test
  void serverOutOfItsGroup_saysSo() {
    assertThat(StatusFile.outside(text("nothing", "DISCONNECTING")))
        .hasValue("the server is leaving its cluster");
    assertThat(StatusFile.outside(text("nothing", "DISCONNECTED")))
        .hasValue("the server is in no cluster");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UNDEFINED", "CONNECTED", "JOINER", "JOINED", "DONOR", "SYNCED", "", "DISCONNECT"})
  void anyOtherState_isLeftToTheLooks(String state) {
    assertThat(StatusFile.outside(text("nothing", state))).isEmpty();
  }

  @Test
  void messagesThatSpeakOfAState_areNotTheState() {
    String spoken = "\"status\": { \"state\": \"DISCONNECTED\"";

    assertThat(StatusFile.outside(text(spoken, "SYNCED"))).isEmpty();
    assertThat(StatusFile.outside(text(spoken.replace("DISCONNECTED", "SYNCED"), "DISCONNECTED")))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "\"status\"", "\"status\":{\"state\":", "\0\0\0"})
  void fileThatIsNone_saysNothing(String text) {
    assertThat(StatusFile.outside(text)).isEmpty();
  }

  /** One that is started without a status file would be unhealthy for ever. */
  @Test
  void serverThatNeverSaysThatItIsBack_isBelievedAfterAWhile() throws Exception {
    context.runOnContext(v -> pulse().follow());
    await().atMost(SOON).until(() -> last().equals(Optional.of(true)));

    replace(text("nothing", "DISCONNECTED"));

    await().atMost(SOON).until(() -> last().equals(Optional.of(false)));
    long since = System.nanoTime();
    await().atMost(SOON).until(() -> last().equals(Optional.of(true)));
    assertThat(Duration.ofNanos(System.nanoTime() - since)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void serverThatSaysThatItIsBack_isBelievedAtOnce() throws Exception {
    context.runOnContext(v -> pulse().follow());
    for (int i = 0; i < 5; i++) {
      await().atMost(SOON).until(() -> last().equals(Optional.of(true)));
      replace(text("nothing", "DISCONNECTED"));
      await().atMost(SOON).until(() -> last().equals(Optional.of(false)));
      replace(text("nothing", "SYNCED"));
    }

    await().atMost(SOON).until(() -> last().equals(Optional.of(true)));
    assertThat(said).hasSizeLessThan(100);
  }

  /** The look is a healthy one for as long as it takes the server to end. */
  @Test
  void whoAsksOneThatIsLeaving_isToldSo() throws Exception {
    List<NodeReport> asked = new CopyOnWriteArrayList<>();
    context.runOnContext(
        v -> {
          Pulse pulse = pulse();
          pulse.follow();
          vertx.setPeriodic(10, t -> pulse.ask().onSuccess(asked::add));
        });
    await().atMost(SOON).until(() -> last().equals(Optional.of(true)));

    replace(text("nothing", "DISCONNECTING"));
    await().atMost(SOON).until(() -> last().equals(Optional.of(false)));
    server.endConnections();
    asked.clear();
    await().atMost(SOON).until(() -> asked.size() >= 20);

    assertThat(asked).noneMatch(report -> report.verdict().healthy());
  }

  @Test
  void fileOfAMomentAgo_counts() throws Exception {
    replace(text("nothing", "DISCONNECTING"));

    context.runOnContext(v -> pulse().follow());

    await().atMost(SOON).until(() -> last().equals(Optional.of(false)));
  }

  /** It may be of a server that was started without a status file since. */
  @ParameterizedTest
  @ValueSource(longs = {-60, 86_400})
  void fileOfAnotherTime_doesNotCount(long seconds) throws Exception {
    replace(text("nothing", "DISCONNECTED"));
    Files.setLastModifiedTime(
        watched().resolve("status.json"), FileTime.from(Instant.now().plusSeconds(seconds)));

    context.runOnContext(v -> pulse().follow());
    await().atMost(SOON).until(() -> said.size() >= 4);

    assertThat(said).allMatch(NodeVerdict::healthy);
  }

  @Test
  void directoryThatIsAnother_isWatched() throws Exception {
    context.runOnContext(v -> pulse().follow());
    await().atMost(SOON).until(() -> last().equals(Optional.of(true)));

    Files.move(watched(), directory.resolve("old"));
    Files.createDirectory(watched());

    awaitSeen("DISCONNECTED", false);
    awaitSeen("SYNCED", true);
  }

  /** Whoever replaces it again and again would use up what the system lets a user watch. */
  @Test
  void directoryThatWasMovedAway_isNotWatchedAnyMore() throws Exception {
    long before = watches();
    context.runOnContext(v -> pulse().follow());
    await().atMost(SOON).until(() -> watches() == before + 1);

    for (int i = 0; i < 3; i++) {
      Files.move(watched(), directory.resolve("old" + i));
      Files.createDirectory(watched());
      awaitSeen("DISCONNECTED", false);
      awaitSeen("SYNCED", true);
    }

    assertThat(watches()).isEqualTo(before + 1);
  }

  /** It often gets the same inode, and then nothing else tells one from the other. */
  @Test
  void directoryThatIsRemovedAndMadeAgain_isWatched() throws Exception {
    context.runOnContext(v -> pulse().follow());
    await().atMost(SOON).until(() -> last().equals(Optional.of(true)));

    for (int i = 0; i < 8; i++) {
      Files.deleteIfExists(watched().resolve("status.json"));
      Files.delete(watched());
      Files.createDirectory(watched());
      awaitSeen("DISCONNECTED", false);
      awaitSeen("SYNCED", true);
    }
  }

  /** What this process has Linux watch: a line for each in proc(5)'s fdinfo. */
  private static long watches() throws Exception {
    long watches = 0;
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fdinfo"))) {
      for (Path descriptor : descriptors.toList()) {
        watches += watchesOf(descriptor);
      }
    }
    return watches;
  }

  private static long watchesOf(Path descriptor) throws Exception {
    try {
      return Files.readAllLines(descriptor).stream()
          .filter(line -> line.startsWith("inotify wd:"))
          .count();
    } catch (NoSuchFileException e) {
      return 0; // closed meanwhile
    }
  }

  @Test
  void directoryThatComesLater_isWatched() throws Exception {
    Files.delete(watched());
    context.runOnContext(v -> pulse().follow());
    await().atMost(SOON).until(() -> last().equals(Optional.of(true)));

    Files.createDirectory(watched());

    awaitSeen("DISCONNECTED", false);
  }

  /** The server's own user alone may read it; another one hears of it before it matters. */
  @Test
  void fileThatCannotBeRead_isInTheLog() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger log = (Logger) LoggerFactory.getLogger("agent");
    log.addAppender(lines);
    // A regular file whose first byte nobody can read, not even root.
    Sign sign = new StatusFile(context, Path.of("/proc/self/mem"), outside -> {});
    try {
      sign.start();

      await()
          .atMost(SOON)
          .until(
              () ->
                  List.copyOf(lines.list).stream()
                      .anyMatch(line -> line.getMessage().contains("cannot be read")));
    } finally {
      sign.close();
      log.detachAppender(lines);
    }
  }

  /** Written again and again: whether one of them was seen is what counts. */
  private void awaitSeen(String state, boolean healthy) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              replace(text("nothing", state));
              return last().equals(Optional.of(healthy));
            });
  }

  private Path watched() {
    return directory.resolve("run");
  }

  private Optional<Boolean> last() {
    return said.stream().reduce((before, after) -> after).map(NodeVerdict::healthy);
  }

  /** Of a node whose every look is a healthy one. */
  private Pulse pulse() {
    AgentConfig config =
        new AgentConfig(
            "127.0.0.1",
            0,
            new DatabaseLogin("127.0.0.1", server.port(), "user", "password"),
            Duration.ofSeconds(1),
            HealthRules.STRICT,
            Optional.empty(),
            new AgentConfig.Signs(
                Optional.of(watched().resolve("status.json")), OptionalInt.empty()));
    NodeCheck check =
        new NodeCheck(
            () -> Future.succeededFuture(NodeVerdictTest.node("wsrep_local_state", "4")), config);
    return new Pulse(context, check, config, report -> said.add(report.verdict()));
  }

  private void replace(String text) throws Exception {
    Path next = Files.writeString(watched().resolve("next"), text);
    Files.move(next, watched().resolve("status.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String text(String message, String state) {
    return """
        {
        \t"date": "2026-11-28 00:26:43.290",
        \t"warnings": [
        \t\t{
        \t\t\t"timestamp": 1795825597.00000000,
        \t\t\t"msg": "%s"
        \t\t}
        \t],
        \t"status": {
        \t\t"state": "%s",
        \t\t"comment": "Syncing",
        \t\t"progress": { "from": -1, "to": -1, "total": -1, "done": -1, "indefinite": -1 }
        \t}
        }
        """
        .formatted(message, state);
  }
}
