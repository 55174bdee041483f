package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the migration guide says that Patchbay does in another way is what it does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuideDifferencesTest {
  private static final Path GUIDE = Path.of("docs/migrating-from-switchboard.md");

  /** A row with a request, the port that it goes to, Switchboard's status and ours. */
  private static final Pattern REQUEST =
      Pattern.compile(
          "^\\| `([A-Z]+) (/\\S*)`, (API|springboard|metrics) port \\| \\d{3}\\b[^|]* \\| (\\d{3})\\b.*",
          Pattern.MULTILINE);

  private record Request(String method, String path, String port, String status) {}

  private Map<String, Integer> ports;
  private PatchbayProcess proxy;
  private String config;

  @BeforeAll
  void start() throws Exception {
    List<Integer> free = TestPorts.find(6);
    ports = Map.of("API", free.get(1), "springboard", free.get(2), "metrics", free.get(3));
    config =
        """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: proxy, Password: secret}
        Metrics: {Enabled: true, Port: %d}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 1000
          Backends:
          - {Name: mysql/0, Host: 127.0.0.1, Port: %d, StatusPort: 1, StatusEndpoint: status}
        """
            .formatted(free.toArray());
    proxy = PatchbayProcess.start("-config", config);
    proxy.awaitLine("Proxy started");
  }

  @AfterAll
  void stop() {
    proxy.close();
  }

  static Stream<Request> requests() throws IOException {
    return REQUEST
        .matcher(Files.readString(GUIDE))
        .results()
        .map(row -> new Request(row.group(1), row.group(2), row.group(3), row.group(4)));
  }

  @Test
  void guide_hasRequests() throws IOException {
    assertThat(requests()).hasSizeGreaterThanOrEqualTo(9);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_isAnsweredAsTheGuideSays(Request request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", ports.get(request.port()))) {
      socket.setSoTimeout(20_000);
      String head =
          "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic cHJveHk6c2VjcmV0\r\n"
                  .formatted(request.method(), request.path())
              + "Content-Length: 0\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

      String status = new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();

      assertThat(status).startsWith("HTTP/1.1 " + request.status() + " ");
    }
  }

  @Test
  void invalidConfiguration_andFaultyFlags_endWithTheGuidesExitCodes() throws Exception {
    assertThat(PatchbayProcess.start("-config", "{}").exitCode())
        .isEqualTo(exitCode("a configuration that is not valid"));
    assertThat(PatchbayProcess.start("-config", config, "-logLevel=loud").exitCode())
        .isEqualTo(exitCode("a value that a flag does not have"));
    assertThat(PatchbayProcess.start("unknown").exitCode())
        .isEqualTo(exitCode("a word before all flags"));
  }

  /** In the last cell of the row that begins so. */
  private static int exitCode(String row) throws IOException {
    return Files.readAllLines(GUIDE).stream()
        .filter(line -> line.startsWith("| " + row))
        .map(line -> line.replaceFirst(".*\\| .*exit code (\\d).*\\|$", "$1"))
        .map(Integer::valueOf)
        .findFirst()
        .orElseGet(() -> fail("no row " + row));
  }
}
