package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.config.PatchbayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(ProxyStarter starter, String... arguments) {
    return new CommandLine(new DemoCommand(starter))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  /** Looks around while the demo runs, then ends it. */
  private static final class Visitor implements ProxyStarter, ProxyStarter.Running {
    PatchbayConfig config;
    boolean closed;

    @Override
    public Running start(PatchbayConfig given) {
      config = given;
      return this;
    }

    @Override
    public void awaitEnd() {
      config.proxy().backends().forEach(node -> connect(node.port()));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static void connect(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      assertThat(socket.getInputStream().read()).isPositive();
    } catch (IOException e) {
      throw new AssertionError("nobody listens on " + port, e);
    }
  }

  @Test
  void theDemo_runsUntilTheProxyEnds_andLeavesNothingBehind() {
    Visitor visitor = new Visitor();

    int exitCode = run(visitor, "--password=secret");

    assertThat(exitCode).isZero();
    assertThat(visitor.closed).isTrue();
    assertThat(visitor.config.api().operator().password().plain().orElseThrow())
        .isEqualTo("secret");
    assertThat(visitor.config.proxy().backends()).hasSize(3);
    assertThat(out.toString()).contains("password secret").contains("Ctrl-C");
    visitor
        .config
        .proxy()
        .backends()
        .forEach(
            node ->
                assertThatThrownBy(() -> new Socket("127.0.0.1", node.port()))
                    .isInstanceOf(IOException.class));
  }

  @Test
  void aProxyThatCannotStart_endsTheDemoWithoutAGuide() {
    int exitCode =
        run(
            config -> {
              throw new IOException("port taken");
            });

    assertThat(exitCode).isNotZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("port taken");
  }

  @Test
  void help_saysWhatTheDemoIs() {
    int exitCode = run(new Visitor(), "--help");

    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("stand-in", "Ctrl-C", "--password");
    assertThat(out.toString().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
  }
}
