package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Names;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.topology.Node;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAgentCheckTest {
  private static final int TIMEOUT_MILLIS = 1000;

  /** An address of our own among the loopback ones, and so a port 9200 of our own. */
  private static final String LOOPBACK =
      "127." + (1 + new Random().nextInt(250)) + "." + (1 + new Random().nextInt(250)) + ".1";

  private Vertx vertx;
  private HttpAgentCheck check;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    check =
        new HttpAgentCheck(
            vertx,
            new Names(vertx),
            LoopClock.of(vertx),
            TIMEOUT_MILLIS,
            Optional.empty(),
            new FileReserve(0));
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void agentThatSaysHealthy_isBelieved() throws Exception {
    try (RawAgent agent =
        RawAgent.saying(
            RawAgent.http(
                200,
                "{\"wsrep_local_state\":4,\"wsrep_local_state_comment\":\"Synced\","
                    + "\"wsrep_local_index\":2,\"healthy\":true}"))) {
      assertThat(verdict(agent))
          .isEqualTo(new Verdict(true, OptionalLong.of(2), "health agent answered 200", "Synced"));
    }
  }

  @Test
  void agentThatSaysUnhealthyWithStatus200_isBelieved() throws Exception {
    try (RawAgent agent =
        RawAgent.saying(
            RawAgent.http(
                200, "{\"wsrep_local_state_comment\":\"Initialized\",\"healthy\":false}"))) {
      assertThat(verdict(agent))
          .isEqualTo(
              new Verdict(
                  false,
                  OptionalLong.empty(),
                  "health agent answered 200, healthy: false, Initialized",
                  "Initialized"));
    }
  }

  @ParameterizedTest
  @CsvSource({"503", "500", "404", "401", "201", "204"})
  void anyStatusBut200_isUnhealthy(int status) throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(status, ""))) {
      assertThat(verdict(agent)).isEqualTo(Verdict.unhealthy("health agent answered " + status));
    }
  }

  @Test
  void redirect_isNotFollowed() throws Exception {
    try (RawAgent other = RawAgent.saying(RawAgent.http(200, "{\"healthy\":true}"));
        RawAgent agent =
            RawAgent.saying(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
                    + other.port()
                    + "/\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(verdict(agent)).isEqualTo(Verdict.unhealthy("health agent answered 302"));
      assertThat(other.connections).hasValue(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Percona XtraDB Cluster Node is synced.",
        "''",
        "null",
        "3",
        "<html><body>Percona XtraDB Cluster Node is synced.</body></html>",
        "Node {1} is synced"
      })
  void status200WithoutJson_isHealthyWithUnknownIndex(String body) throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, body))) {
      assertThat(verdict(agent)).isEqualTo(Verdict.healthy("health agent answered 200"));
    }
  }

  @ParameterizedTest
  @CsvSource({"\"true\"", "1", "null", "{}", "[true]"})
  void healthyOfAWrongType_isUnhealthy(String value) throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, "{\"healthy\":" + value + "}"))) {
      assertThat(verdict(agent))
          .isEqualTo(
              Verdict.unhealthy(
                  "health agent answered 200, but healthy is neither true nor false"));
    }
  }

  @ParameterizedTest
  @CsvSource({"18446744073709551615", "-1", "1.5", "\"0\"", "null", "{}", "1e400", "true"})
  void indexThatIsNone_isUnknown(String index) throws Exception {
    try (RawAgent agent =
        RawAgent.saying(
            RawAgent.http(200, "{\"healthy\":true,\"wsrep_local_index\":" + index + "}"))) {
      assertThat(verdict(agent)).isEqualTo(Verdict.healthy("health agent answered 200"));
    }
  }

  @Test
  void bodyOfTenMegabytes_isNotReadOn() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    int[] sent = {0};
    try (RawAgent agent =
        new RawAgent(
            out -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n".getBytes());
              for (int i = 0; i < 10; i++) {
                out.write(megabyte);
                sent[0]++;
              }
              return true;
            })) {
      assertThat(verdict(agent)).isEqualTo(Verdict.healthy("health agent answered 200"));
      assertThat(sent[0]).isLessThan(10);
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void jsonThatIsLongerThanWhatIsRead_isUnhealthy(String healthy) throws Exception {
    String body = "{\"healthy\":" + healthy + ",\"pad\":\"" + "x".repeat(100_000) + "\"}";
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, body))) {
      assertThat(verdict(agent))
          .isEqualTo(
              Verdict.unhealthy(
                  "health agent answered 200, but the answer is longer than 4096 bytes"));
    }
  }

  @Test
  void textThatIsLongerThanWhatIsRead_isHealthy() throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, "synced ".repeat(10_000)))) {
      assertThat(verdict(agent)).isEqualTo(Verdict.healthy("health agent answered 200"));
    }
  }

  @Test
  void compressedAnswer_isUnhealthyWithItsReason() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok";
    try (RawAgent agent = RawAgent.saying(head)) {
      assertThat(verdict(agent))
          .isEqualTo(
              Verdict.unhealthy(
                  "health agent answered 200, but the answer is compressed, which was not asked for"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"healthy\":false} x | health agent answered 200, but something follows the JSON",
        "{\"healthy\":false, | health agent answered 200, but the JSON is broken"
      })
  void brokenJsonThatSaysUnhealthy_isBelieved(String body, String reason) throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, body))) {
      assertThat(verdict(agent)).isEqualTo(Verdict.unhealthy(reason));
    }
  }

  @Test
  void longJsonAnswerThatSaysHealthyBeyondTheCut_isUnhealthy() throws Exception {
    String body = "{\"pad\":\"" + "x".repeat(100_000) + "\",\"healthy\":true}";
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, body))) {
      assertThat(verdict(agent))
          .isEqualTo(
              Verdict.unhealthy(
                  "health agent answered 200, but the answer is longer than 4096 bytes"));
    }
  }

  @Test
  void slowDrip_isOverAfterTheTimeout() throws Exception {
    try (RawAgent agent =
        new RawAgent(
            out -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".getBytes());
              for (int i = 0; i < 100; i++) {
                out.write(' ');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(100);
              }
              return true;
            })) {
      assertThat(verdict(agent))
          .isEqualTo(Verdict.failed(CheckResult.TIMEOUT, "no answer within 1000 ms"));
    }
  }

  @Test
  void endlessHeaders_areUnhealthy() throws Exception {
    try (RawAgent agent =
        new RawAgent(
            out -> {
              out.write("HTTP/1.1 200 OK\r\n".getBytes());
              while (true) {
                out.write("X-More: and more and more and more\r\n".getBytes());
              }
            })) {
      assertNoAnswer(verdict(agent), "header is larger than 8192 bytes");
    }
  }

  @Test
  void endlessInterimAnswers_areOverAfterTheTimeout() throws Exception {
    try (RawAgent agent =
        new RawAgent(
            out -> {
              while (true) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes());
                TimeUnit.MILLISECONDS.sleep(1);
              }
            })) {
      assertThat(verdict(agent))
          .isEqualTo(Verdict.failed(CheckResult.TIMEOUT, "no answer within 1000 ms"));
    }
  }

  @Test
  void answerThatBreaksOff_isUnhealthy() throws Exception {
    try (RawAgent agent =
        new RawAgent(
            out -> {
              out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"heal".getBytes());
              return false;
            })) {
      assertNoAnswer(verdict(agent), "closed");
      assertNoAnswer(verdict(agent), "closed");
    }
  }

  @Test
  void answerThatIsNotHttp_isUnhealthy() throws Exception {
    try (RawAgent agent =
        new RawAgent(
            out -> {
              out.write("5.5.5-10.11 MariaDB\0\1\2\3\r\n\r\n".getBytes());
              return false;
            })) {
      assertNoAnswer(verdict(agent), "Illegal character");
    }
  }

  @Test
  void silence_isOverAfterTheTimeout() throws Exception {
    try (RawAgent agent =
        new RawAgent(
            out -> {
              TimeUnit.MINUTES.sleep(1);
              return false;
            })) {
      assertThat(verdict(agent))
          .isEqualTo(Verdict.failed(CheckResult.TIMEOUT, "no answer within 1000 ms"));
    }
  }

  @Test
  void refusedConnection_isUnhealthy() throws Exception {
    RawAgent agent = RawAgent.saying("");
    agent.close();

    assertThat(verdict(agent)).isEqualTo(Verdict.failed(CheckResult.REFUSED, "connection refused"));
  }

  @Test
  void unknownHost_isUnhealthy() throws Exception {
    Node node = new Node("a", "no-such-host.invalid", 3306, 9200, "/");

    assertThat(verdict(check, node))
        .isEqualTo(Verdict.failed(CheckResult.UNREACHABLE, "host name not found"));
  }

  @Test
  void connection_isKeptForTheNextCheck() throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, "{\"healthy\":true}"))) {
      for (int i = 0; i < 5; i++) {
        assertThat(verdict(agent)).isEqualTo(Verdict.healthy("health agent answered 200"));
      }

      assertThat(agent.requests).hasValue(5);
      assertThat(agent.connections).hasValue(1);
    }
  }

  @Test
  void connectionToANodeThatIsAskedNoMore_isClosed() throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, "{\"healthy\":true}"))) {
      verdict(agent);
      assertThat(agent.openConnections()).isEqualTo(1);
      assertThat(check.heardFrom("127.0.0.1")).isPresent();

      vertx.getOrCreateContext().runOnContext(v -> check.forget(node("127.0.0.1", agent.port())));

      await().until(() -> agent.openConnections() == 0);
      assertThat(check.heardFrom("127.0.0.1")).isEmpty();
    }
  }

  @Test
  void keptConnectionThatTheAgentClosed_saysNothingOfTheNode() throws Exception {
    try (RawAgent agent = RawAgent.saying(RawAgent.http(200, "{\"healthy\":true}"))) {
      assertThat(verdict(agent)).isEqualTo(Verdict.healthy("health agent answered 200"));
      // The next request is read, and its connection closed without an answer.
      boolean[] once = {true};
      agent.answer(
          out -> {
            if (once[0]) {
              once[0] = false;
              return false;
            }
            return RawAgent.text(RawAgent.http(200, "{\"healthy\":true}")).write(out);
          });

      assertThat(verdict(agent)).isEqualTo(Verdict.healthy("health agent answered 200"));
      assertThat(agent.connections).hasValue(2);
    }
  }

  @Test
  void certificateForTheServerName_isAccepted() throws Exception {
    TestCertificates authority = TestCertificates.authority();
    HttpServer agent = tlsAgent(authority.server("agent.internal"));

    Verdict verdict = verdict(tls(authority, "agent.internal"), node(LOOPBACK, agent.actualPort()));

    assertThat(verdict).isEqualTo(Verdict.healthy("health agent answered 200"));
  }

  @Test
  void certificateForAnotherName_isUnhealthyWhateverPort9200Says() throws Exception {
    TestCertificates authority = TestCertificates.authority();
    HttpServer agent = tlsAgent(authority.server("somebody.else"));
    try (RawAgent plain =
        new RawAgent(LOOPBACK, 9200, RawAgent.text(RawAgent.http(200, "{\"healthy\":true}")))) {
      Verdict verdict =
          verdict(tls(authority, "agent.internal"), node(LOOPBACK, agent.actualPort()));

      assertThat(verdict.result()).isEqualTo(CheckResult.TLS);
      assertThat(verdict.reason()).startsWith("TLS not verified: ").contains("agent.internal");
      assertThat(plain.connections).hasValue(0);
    }
  }

  @Test
  void certificateOfAnotherAuthority_isUnhealthy() throws Exception {
    HttpServer agent = tlsAgent(TestCertificates.authority().server("agent.internal"));

    Verdict verdict =
        verdict(
            tls(TestCertificates.authority(), "agent.internal"),
            node(LOOPBACK, agent.actualPort()));

    assertThat(verdict.result()).isEqualTo(CheckResult.TLS);
    assertThat(verdict.reason()).startsWith("TLS not verified: ");
  }

  @Test
  void agentThatSpeaksNoTlsAtItsPort_isAskedInPlainHttpAtPort9200() throws Exception {
    try (RawAgent noTls = new RawAgent(LOOPBACK, 0, RawAgent.text(RawAgent.http(400, "not TLS")));
        RawAgent plain = new RawAgent(LOOPBACK, 9200, RawAgent.text(RawAgent.http(503, "")))) {
      HttpAgentCheck tls = tls(TestCertificates.authority(), "agent.internal");

      assertThat(verdict(tls, node(LOOPBACK, noTls.port())))
          .isEqualTo(Verdict.unhealthy("health agent answered 503"));
    }
  }

  @Test
  void agentNotYetMovedToTls_isAskedInPlainHttpAtPort9200() throws Exception {
    try (RawAgent plain =
        new RawAgent(LOOPBACK, 9200, RawAgent.text(RawAgent.http(200, "{\"healthy\":true}")))) {
      HttpAgentCheck tls = tls(TestCertificates.authority(), "agent.internal");

      assertThat(verdict(tls, node(LOOPBACK, 1)))
          .isEqualTo(Verdict.healthy("health agent answered 200"));
    }
  }

  @Test
  void hangingTlsPort_leavesTimeForThePlainTry() throws Exception {
    try (RawAgent hanging =
            new RawAgent(
                LOOPBACK,
                0,
                out -> {
                  TimeUnit.MINUTES.sleep(1);
                  return false;
                });
        RawAgent plain =
            new RawAgent(LOOPBACK, 9200, RawAgent.text(RawAgent.http(200, "{\"healthy\":true}")))) {
      HttpAgentCheck tls = tls(TestCertificates.authority(), "agent.internal");

      assertThat(verdict(tls, node(LOOPBACK, hanging.port())))
          .isEqualTo(Verdict.healthy("health agent answered 200"));
    }
  }

  @Test
  void bothTriesHanging_shareOneTimeout() throws Exception {
    RawAgent.Answer silence =
        out -> {
          TimeUnit.MINUTES.sleep(1);
          return false;
        };
    try (RawAgent first = new RawAgent(LOOPBACK, 0, silence);
        RawAgent second = new RawAgent(LOOPBACK, 9200, silence)) {
      HttpAgentCheck tls = tls(TestCertificates.authority(), "agent.internal", TIMEOUT_MILLIS);

      assertThat(verdict(tls, node(LOOPBACK, first.port())))
          .isEqualTo(Verdict.failed(CheckResult.TIMEOUT, "no answer within 1000 ms"));
      assertThat(second.requests).hasValue(1);
    }
  }

  /** What was wrong with it is said in the words of the HTTP library. */
  private static void assertNoAnswer(Verdict verdict, String because) {
    assertThat(verdict.result()).isEqualTo(CheckResult.UNREACHABLE);
    assertThat(verdict.reason()).startsWith("no answer: ").contains(because);
  }

  private HttpServer tlsAgent(TestCertificates.Server server) throws Exception {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(server.certificatePem()))
                        .addKeyValue(Buffer.buffer(server.keyPem()))))
        .requestHandler(request -> request.response().end("{\"healthy\":true}"))
        .listen(0, LOOPBACK)
        .await(30, TimeUnit.SECONDS);
  }

  private HttpAgentCheck tls(TestCertificates authority, String serverName) {
    return tls(authority, serverName, 10 * TIMEOUT_MILLIS);
  }

  private HttpAgentCheck tls(TestCertificates authority, String serverName, int timeoutMillis) {
    return new HttpAgentCheck(
        vertx,
        new Names(vertx),
        LoopClock.of(vertx),
        timeoutMillis,
        Optional.of(new CheckSettings.Tls(serverName, authority.caPem())),
        new FileReserve(0));
  }

  private Verdict verdict(RawAgent agent) throws Exception {
    return verdict(check, node("127.0.0.1", agent.port()));
  }

  private static Node node(String host, int statusPort) {
    return new Node("a", host, 3306, statusPort, "api/v1/status");
  }

  /** On one context, as the monitor does. */
  private Verdict verdict(HttpAgentCheck with, Node node) throws Exception {
    io.vertx.core.Promise<Verdict> verdict = io.vertx.core.Promise.promise();
    vertx.getOrCreateContext().runOnContext(v -> with.check(node).onComplete(verdict));
    return verdict.future().await(20, TimeUnit.SECONDS);
  }
}
