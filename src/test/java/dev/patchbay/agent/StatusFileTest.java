package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent makes of what is in the server's status file. */
class StatusFileTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final BlockingQueue<NodeVerdict> said = new LinkedBlockingQueue<>();

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    vertx.close().await(20, TimeUnit.SECONDS);
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

  private Optional<Boolean> last() {
    return said.stream().reduce((before, after) -> after).map(NodeVerdict::healthy);
  }

  /** Of a node whose every look is a healthy one. */
  private Pulse pulse() {
    AgentConfig config =
        new AgentConfig(
            "127.0.0.1",
            0,
            new DatabaseLogin("127.0.0.1", 1, "user", "password"),
            Duration.ofSeconds(1),
            HealthRules.STRICT,
            Optional.empty(),
            new AgentConfig.Signs(
                Optional.of(directory.resolve("status.json")), OptionalInt.empty()));
    NodeCheck check =
        new NodeCheck(
            () -> Future.succeededFuture(NodeVerdictTest.node("wsrep_local_state", "4")), config);
    return new Pulse(context, check, config, report -> said.add(report.verdict()));
  }

  private void replace(String text) throws Exception {
    Path next = Files.writeString(directory.resolve("next"), text);
    Files.move(next, directory.resolve("status.json"), StandardCopyOption.ATOMIC_MOVE);
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
