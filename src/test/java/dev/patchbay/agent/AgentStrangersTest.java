package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.agent.AgentConfig.PemFiles;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.WebClient;
import dev.patchbay.web.WebLimits;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers who take what they can get of the agent, and a proxy's check that comes last. */
class AgentStrangersTest {
  private static final int CONNECTIONS = 30;
  private static final String[] CHECK = {"GET /api/v1/status HTTP/1.1", "Host: x"};

  @TempDir private static Path dir;

  private final TestCertificates authority = TestCertificates.authority();
  private RunningAgent agent;
  private WebClient client;

  @AfterEach
  void stop() throws Exception {
    client.close();
    agent.close();
  }

  private void start(boolean tls, WebLimits limits) throws IOException {
    DatabaseLogin nowhere = new DatabaseLogin("127.0.0.1", FreePort.take(), "u", "p");
    agent =
        new RunningAgent(
            nowhere, HealthRules.STRICT, tls ? Optional.of(pem()) : Optional.empty(), limits);
    client = tls ? WebClient.https(agent.port(), authority) : WebClient.http(agent.port());
  }

  private PemFiles pem() throws IOException {
    TestCertificates.Server server = authority.server("127.0.0.1");
    return new PemFiles(
        Files.writeString(dir.resolve("cert.pem"), server.certificatePem()),
        Files.writeString(dir.resolve("key.pem"), server.keyPem()));
  }

  private static WebLimits impatient() {
    Duration second = Duration.ofSeconds(1);
    return new WebLimits(CONNECTIONS, second, second, second, second);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void check_isAnswered_whileTheSilentHoldAll(boolean tls) throws Exception {
    start(tls, WebLimits.of(CONNECTIONS));
    for (int i = 0; i < 2 * CONNECTIONS; i++) {
      client.silent();
    }

    assertThat(client.ask(CHECK)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void check_isAnswered_whileOthersHoldAllAfterACheck(boolean tls) throws Exception {
    start(tls, WebLimits.of(CONNECTIONS));
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket holder = client.connect();
      WebClient.send(holder, CHECK);
      assertThat(WebClient.answer(holder)).startsWith("HTTP/1.1 200 ");
    }

    assertThat(client.ask(CHECK)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void headAByteAtATime_isClosed_whenItsTimeIsOver(boolean tls) throws Exception {
    start(tls, impatient());
    Socket socket = client.connect();
    socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Endless: ".getBytes());

    WebClient.trickle(socket, (byte) 'x');

    assertThat(WebClient.isClosed(socket)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bodyAByteAtATime_isClosed_whenItsTimeIsOver(boolean tls) throws Exception {
    start(tls, impatient());
    Socket socket = client.connect();
    WebClient.send(socket, "GET / HTTP/1.1", "Host: x", "Content-Length: 60000");

    WebClient.trickle(socket, (byte) 'x');

    assertThat(WebClient.isClosed(socket)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void silent_isClosed_whenTheTimeForAHeadIsOver(boolean tls) throws Exception {
    start(tls, impatient());

    Socket silent = client.silent();

    await().atMost(Duration.ofSeconds(20)).until(() -> WebClient.isClosed(silent));
  }
}
