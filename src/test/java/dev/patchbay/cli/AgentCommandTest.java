package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.agent.FakePeer;
import dev.patchbay.agent.FreePort;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The agent as a process of its own. */
class AgentCommandTest {

  private static final String PASSWORD = "s3cret-in-the-environment";

  /** What the process runs. */
  static final class Program {
    public static void main(String[] arguments) {
      System.exit(new CommandLine(new AgentCommand()).execute(arguments));
    }
  }

  @TempDir private Path dir;
  private Process process;

  @AfterEach
  void endProcess() {
    process.destroyForcibly();
  }

  @Test
  void faultyOptions_areAllNamed_andExitCodeIs1() throws Exception {
    run("--port=x", "--mysql-port=y");

    assertThat(exitCode()).isEqualTo(1);
    assertThat(errors())
        .contains("patchbay agent: --port: expected", "patchbay agent: --mysql-port: expected")
        .doesNotContain("\tat ");
  }

  @Test
  void unknownOption_exitCodeIs1() throws Exception {
    run("--mysql-password=x");

    assertThat(exitCode()).isEqualTo(1);
    assertThat(errors()).contains("Unknown option");
  }

  @Test
  void portInUse_isNamed_andExitCodeIs1() throws Exception {
    try (FakePeer other = FakePeer.silent()) {
      run("--bind=127.0.0.1", "--port=" + other.port());

      assertThat(exitCode()).isEqualTo(1);
      assertThat(errors())
          .contains("cannot listen on 127.0.0.1:" + other.port(), "Address already in use")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void keyThatIsNone_isNamed_andExitCodeIs1() throws Exception {
    Path cert = Files.writeString(dir.resolve("cert.pem"), "nothing");
    Path key = Files.writeString(dir.resolve("key.pem"), "nothing");
    run("--port=" + FreePort.take(), "--tls-cert=" + cert, "--tls-key=" + key);

    assertThat(exitCode()).isEqualTo(1);
    assertThat(errors()).contains("--tls-cert " + cert, "--tls-key " + key).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void signal_endsItWith0_alsoWithARequestUnderWay(String signal) throws Exception {
    int port = FreePort.take();
    AtomicBoolean started = new AtomicBoolean();
    try (FakePeer database = new FakePeer(socket -> closeUnless(started.getAndSet(true), socket))) {
      run(
          "--bind=127.0.0.1",
          "--port=" + port,
          "--mysql-port=" + database.port(),
          "--timeout-millis=20000");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Files.readString(dir.resolve("out")).contains("agent listening"));
      try (Socket client = new Socket("127.0.0.1", port)) {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
        await().atMost(Duration.ofSeconds(30)).until(() -> database.accepted() == 2);
        long start = System.nanoTime();

        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();

        assertThat(exitCode()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(18));
      }
      assertThat(Files.readString(dir.resolve("out")) + errors())
          .doesNotContain(PASSWORD)
          .doesNotContain("Exception in thread");
    }
  }

  /** Lets the look before the start fail at once, and hangs from then on. */
  private static void closeUnless(boolean hang, Socket socket) throws IOException {
    if (!hang) {
      socket.close();
    }
  }

  private void run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(dir.resolve("out").toFile())
            .redirectError(dir.resolve("err").toFile());
    builder.environment().put("MYSQL_PASSWORD", PASSWORD);
    process = builder.start();
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process has ended").isTrue();
    return process.exitValue();
  }

  private String errors() throws Exception {
    return Files.readString(dir.resolve("err"));
  }
}
