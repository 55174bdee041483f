package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.agent.FakePeer;
import dev.patchbay.agent.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PingdbCommandTest {

  /** What a run left behind. */
  record Run(int code, String said) {}

  static Run ping(Map<String, String> environment) {
    StringWriter said = new StringWriter();
    CommandLine command = new CommandLine(new PingdbCommand(environment));
    command.setErr(new PrintWriter(said, true));
    return new Run(command.execute(), said.toString());
  }

  static Run ping(int port, String timeout) {
    return ping(Map.of("PORT", "" + port, "TIMEOUT", timeout));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PORT", "TIMEOUT"})
  void variableMissing_is1AndNamesIt(String missing) {
    Map<String, String> environment = new HashMap<>(Map.of("PORT", "3306", "TIMEOUT", "5s"));
    environment.remove(missing);

    Run run = ping(environment);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.said()).contains(missing, "expected", "not set").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 0",
    "PORT, 65536",
    "PORT, mysql",
    "TIMEOUT, 5",
    "TIMEOUT, 0s",
    "TIMEOUT, -5s",
    "PROXY_HEADER, yes"
  })
  void variableFaulty_is1AndNamesIt(String name, String value) {
    Map<String, String> environment = new HashMap<>(Map.of("PORT", "3306", "TIMEOUT", "5s"));
    environment.put(name, value);

    Run run = ping(environment);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.said()).contains(name, "expected", "\"" + value + "\"").hasLineCount(1);
  }

  /** A port that takes us for a load balancer says nothing before it has the header. */
  @Test
  void proxyHeader_isSentFirst_ifThePortAwaitsOne() throws Exception {
    try (ServerSocket server = new ServerSocket(0)) {
      CompletableFuture<byte[]> sent =
          CompletableFuture.supplyAsync(
              () -> {
                try (Socket client = server.accept()) {
                  return client.getInputStream().readNBytes(16);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });

      Run run =
          ping(
              Map.of("PORT", "" + server.getLocalPort(), "TIMEOUT", "60s", "PROXY_HEADER", "true"));

      assertThat(sent.get(60, TimeUnit.SECONDS))
          .startsWith("\r\n\r\n\0\r\nQUIT\n\u0020".getBytes(StandardCharsets.US_ASCII));
      assertThat(run.code()).isEqualTo(2);
    }
  }

  @Test
  void refused_is2() {
    int port = FreePort.take();

    Run run = ping(port, "5s");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.said()).contains("127.0.0.1:" + port, "Connection refused").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1040, 0", "1129, 0", "1130, 0", "1999, 0", "2000, 2", "2003, 2", "2999, 2", "3000, 0",
    "3159, 0"
  })
  void errorInPlaceOfTheGreeting_isAnAnswerIfItIsAServersOwn(int error, int code) throws Exception {
    try (FakePeer peer = FakePeer.saying(FakePeer.errorPacket(error, "Host is\nblocked"))) {

      Run run = ping(peer.port(), "5s");

      assertThat(run.code()).isEqualTo(code);
      assertThat(run.said()).contains("error " + error + ": Host is blocked").hasLineCount(1);
    }
  }

  @Test
  void closedAtOnce_is2() throws Exception {
    try (FakePeer peer = new FakePeer(Socket::close)) {
      assertThat(ping(peer.port(), "5s").code()).isEqualTo(2);
    }
  }

  @Test
  void reset_is2() throws Exception {
    try (FakePeer peer =
        new FakePeer(
            socket -> {
              socket.setSoLinger(true, 0);
              socket.close();
            })) {
      assertThat(ping(peer.port(), "5s").code()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u0005\u0000\u0000\u0000hello",
        "\u0001\u0000\u0000\u0000\n",
        "\u0000\u0000\u0000\u0000",
        "x"
      })
  void noMySql_is2(String greeting) throws Exception {
    try (FakePeer peer = FakePeer.saying(greeting.getBytes(StandardCharsets.ISO_8859_1))) {

      Run run = ping(peer.port(), "5s");

      assertThat(run.code()).isEqualTo(2);
      assertThat(run.said()).contains("no MySQL server at").hasLineCount(1);
    }
  }

  @Test
  void randomBytes_neverCountAsAServer() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      try (FakePeer peer = FakePeer.saying(bytes)) {
        assertThat(ping(peer.port(), "5s").code()).isEqualTo(2);
      }
    }
  }

  @Test
  void silentPeer_is1AfterTheTimeout() throws Exception {
    try (FakePeer peer = FakePeer.silent()) {
      long start = System.nanoTime();

      Run run = ping(peer.port(), "300ms");

      assertThat(run.code()).isEqualTo(1);
      assertThat(run.said()).contains("no answer", "300ms").hasLineCount(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(290), Duration.ofSeconds(5));
    }
  }

  @Test
  void drippingPeer_cannotStretchTheTimeout() throws Exception {
    byte[] start = {100, 0, 0, 0, 10};
    try (FakePeer peer =
        new FakePeer(
            socket -> {
              socket.getOutputStream().write(start);
              while (true) {
                Thread.sleep(50);
                socket.getOutputStream().write('5');
              }
            })) {
      assertThat(ping(peer.port(), "500ms").code()).isEqualTo(1);
    }
  }

  @Test
  void peerThatNeverStopsAskingForMore_is2() throws Exception {
    byte[] more = {2, 0, 0, 0, 1, 4};
    try (FakePeer peer =
        new FakePeer(
            socket -> {
              socket.getOutputStream().write(greeting());
              while (true) {
                socket.getOutputStream().write(more);
              }
            })) {
      assertThat(ping(peer.port(), "5s").code()).isEqualTo(2);
    }
  }

  private static byte[] greeting() {
    byte[] payload = new byte[1 + 4 + 4 + 8 + 19 + 13];
    payload[0] = 10;
    System.arraycopy("5.7\0".getBytes(StandardCharsets.US_ASCII), 0, payload, 1, 4);
    byte[] packet = new byte[4 + payload.length];
    packet[0] = (byte) payload.length;
    System.arraycopy(payload, 0, packet, 4, payload.length);
    return packet;
  }
}
