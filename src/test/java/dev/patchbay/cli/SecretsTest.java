package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.WebClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** A proxy in a process of its own, whose secrets are looked for wherever it shows something. */
class SecretsTest {
  private static final String OPERATOR = "c4nary-0perator";
  private static final String LATER = "c4nary-l4ter";
  private static final String READER = "c4nary-r3ader";
  private static final String TYPED = "c4nary-typed-as-a-name";

  @TempDir private Path directory;
  private List<Integer> ports;
  private final StringBuilder seen = new StringBuilder();

  @BeforeEach
  void findPorts() throws Exception {
    ports = TestPorts.find(5);
  }

  private String config(String more) {
    return """
        BindAddress: 127.0.0.1
        LogLevel: debug
        HealthPort: %d
        Metrics: {Enabled: true, Port: %d}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 1000
          Backends:
            - {Name: mysql/0, Host: 127.0.0.1, Port: 1, StatusPort: 1, StatusEndpoint: status}
        API:
          Port: %d
          AggregatorPort: %d
          Username: proxy
          PasswordFile: %s/password
          ReadOnly: {Username: looker, Password: %s}
          ProxyURIs: ["http://127.0.0.1:1", "http://127.0.0.1:2"]
        %s
        """
        .formatted(
            ports.get(0),
            ports.get(1),
            ports.get(2),
            ports.get(3),
            ports.get(4),
            directory,
            READER,
            more);
  }

  private String basic(String pair) {
    return "Authorization: "
        + "Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String ask(int port, String line, String... headers) throws IOException {
    String[] all =
        Stream.concat(
                Stream.of(line + " HTTP/1.1", "Host: x", "Connection: close"), Stream.of(headers))
            .toArray(String[]::new);
    try (WebClient client = WebClient.http(port)) {
      String answer = client.ask(all);
      seen.append(answer).append('\n');
      return answer;
    }
  }

  private void password(String text) throws IOException {
    Files.writeString(directory.resolve("password"), text);
  }

  private static String hash(String password) {
    return BCrypt.hashpw(password, BCrypt.gensalt(4)) + "\n";
  }

  @Test
  void secrets_areNowhere() throws Exception {
    password(OPERATOR + "\n");
    Path file = Files.writeString(directory.resolve("config.yml"), config(""));
    int api = ports.get(3);
    String right = basic("proxy:" + OPERATOR);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath=" + file)) {
      proxy.awaitLine("Proxy started");
      for (String path :
          List.of(
              "/",
              "/v0/nodes",
              "/v0/events",
              "/v0/history",
              "/v0/sessions",
              "/v0/backends",
              "/v0/cluster",
              "/v0/switchover",
              "/v0/drain",
              "/v0/openapi.json",
              "/v0/none")) {
        ask(api, "GET " + path, right);
      }
      ask(ports.get(4), "GET /", right);
      assertThat(ask(ports.get(4), "GET /v0/peers", right)).contains("200 OK");
      ask(ports.get(1), "GET /metrics", right);
      ask(ports.get(0), "GET /", right);
      ask(api, "GET /", basic(TYPED + ":" + OPERATOR + "x"));
      ask(api, "GET /%zz", right);
      ask(api, "GET /", right, "A: " + "a".repeat(20_000));
      ask(api, "POST /v0/switchover", right, "Content-Type: application/json", "Content-Length: 0");
      assertThat(ask(api, "PATCH /v0/cluster?trafficEnabled=maybe", right)).contains("400");
      assertThat(ask(api, "PATCH /v0/cluster?trafficEnabled=true", basic("looker:" + READER)))
          .contains("403");

      // Again with another password, and with faults all over.
      password(hash(LATER));
      assertThat(ask(api, "POST /v0/reload", right)).contains("API.Password changed");
      assertThat(ask(api, "GET /v0/cluster", right)).contains("401");
      Files.writeString(
          file, config("Passwort: " + OPERATOR).replace("Password: ", "Password: [1, ") + "]");
      ask(api, "POST /v0/reload", basic("proxy:" + LATER));
      proxy.awaitLine("Reload refused");

      seen.append(proxy.out()).append(proxy.err());
      Path process = Path.of("/proc/" + proxy.pid());
      seen.append(Files.readString(process.resolve("cmdline")));
      seen.append(Files.readString(process.resolve("environ")));
    }

    assertThat(seen.toString())
        .contains("Login refused", "Operator action", "API.Password changed");
    for (String secret : List.of(OPERATOR, LATER, READER, TYPED)) {
      assertThat(seen).doesNotContain(secret);
    }
    assertThat(seen)
        .doesNotContain(
            "$2a$", Base64.getEncoder().encodeToString(("proxy:" + OPERATOR).getBytes()));
  }

  /** SIGHUP takes up a file that was written anew, a hash in place of a password included. */
  @Test
  void signal_takesUpAChangedPasswordFile() throws Exception {
    password(OPERATOR);
    Path file = Files.writeString(directory.resolve("config.yml"), config(""));
    int api = ports.get(3);
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath=" + file)) {
      proxy.awaitLine("Proxy started");
      assertThat(ask(api, "GET /v0/cluster", basic("proxy:" + OPERATOR))).contains("200 OK");

      password(hash(LATER));
      new ProcessBuilder("kill", "-HUP", String.valueOf(proxy.pid())).start().waitFor();
      proxy.awaitLine("Configuration reloaded");

      assertThat(ask(api, "GET /v0/cluster", basic("proxy:" + LATER))).contains("200 OK");
      assertThat(ask(api, "GET /v0/cluster", basic("proxy:" + OPERATOR))).contains("401");
    }
  }

  /** Where only a hash is known, no copy of the password stays behind when it was used. */
  @Test
  void heapDump_hasNoPassword_whereOnlyItsHashIsKnown() throws Exception {
    password(hash(OPERATOR));
    Path file = Files.writeString(directory.resolve("config.yml"), config(""));
    int api = ports.get(3);
    Path dump = directory.resolve("heap.hprof");
    try (PatchbayProcess proxy = PatchbayProcess.start("-configPath=" + file)) {
      proxy.awaitLine("Proxy started");
      for (int i = 0; i < 20; i++) {
        assertThat(ask(api, "GET /v0/cluster", basic("proxy:" + OPERATOR))).contains("200 OK");
      }
      ask(api, "GET /v0/cluster", basic("looker:" + READER));
      await()
          .untilAsserted(
              () -> {
                Files.deleteIfExists(dump);
                Process jcmd =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                            String.valueOf(proxy.pid()),
                            "GC.heap_dump",
                            dump.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                assertThat(jcmd.waitFor(60, TimeUnit.SECONDS)).isTrue();
                String heap = Files.readString(dump, StandardCharsets.ISO_8859_1);
                // That of the reader is known, by which it is seen that the search finds something.
                assertThat(heap.contains(READER)).isTrue();
                assertThat(heap.contains(OPERATOR)).isFalse();
                assertThat(heap.contains(basic("proxy:" + OPERATOR).substring(21))).isFalse();
              });
    }
  }

  @Test
  void environment_givesThePassword() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("config.yml"), config("").replaceAll("(?m)^ *PasswordFile:.*\n", ""));
    try (PatchbayProcess proxy =
        PatchbayProcess.start(
            Map.of("PATCHBAY_API_PASSWORD", OPERATOR), Integer.MAX_VALUE, "-configPath=" + file)) {
      proxy.awaitLine("Proxy started");

      assertThat(ask(ports.get(3), "GET /v0/cluster", basic("proxy:" + OPERATOR)))
          .contains("200 OK");
      assertThat(proxy.out() + proxy.err()).doesNotContain(OPERATOR);
    }
  }
}
