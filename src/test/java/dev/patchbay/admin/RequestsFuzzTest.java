package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.patchbay.testing.OddRequests;
import dev.patchbay.testing.WebClient;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Whatever is asked, and by whomever: the answer is one that we have thought of, or the connection
 * is closed; never a fault of our own, never what belongs to the inside.
 */
class RequestsFuzzTest {
  private static final int REQUESTS = 1_200;
  private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d+) .*", Pattern.DOTALL);
  private static final String LOGIN = "Authorization: " + WebSide.RIGHT;
  private static final List<String> PATHS =
      List.of(
          "/",
          "/index.html",
          "/v0/backends",
          "/v0/cluster?trafficEnabled=true&message=x",
          "/v0/nodes",
          "/v0/nodes/db%2F0",
          "/v0/events?since=1&limit=5",
          "/v0/history?span=day",
          "/v0/sessions?node=db%2F0&address=::1&sort=bytes&limit=1&offset=2",
          "/v0/sessions/12",
          "/v0/claims",
          "/v0/peers",
          "/v0/pingdb",
          "/v0/drain",
          "/v0/reload",
          "/v0/switchover",
          "/v0/openapi.json");

  private final WebSide web = new WebSide();

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("api");
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
    logger().detachAppender(log);
    assertThat(List.copyOf(log.list))
        .noneMatch(line -> line.getLevel().isGreaterOrEqual(Level.ERROR));
  }

  @Test
  void api_answersWhateverIsAsked() throws Exception {
    web.api();
    web.up(web.a);
    web.up(web.b);

    ask(REQUESTS);

    assertThat(web.get("/v0/cluster").statusCode()).isEqualTo(200);
  }

  @Test
  void springboard_answersWhateverIsAsked() throws Exception {
    web.aggregator();

    ask(REQUESTS / 4);
  }

  @Test
  void healthPort_answersWhateverIsAsked() throws Exception {
    web.listen(web.listeners().health());

    ask(REQUESTS / 4);
  }

  @Test
  void metricsPort_answersWhateverIsAsked() throws Exception {
    web.listen(web.listeners().metrics(() -> "some_total 1\n"));

    ask(REQUESTS / 4);
  }

  /** It is its sender's fault, and no stack of it is in the log. */
  @Test
  void bodyOfBrokenChunks_isClosed() throws Exception {
    web.api();
    try (WebClient client = WebClient.http(web.port);
        Socket socket = client.connect()) {
      WebClient.send(
          socket,
          "PATCH /v0/cluster HTTP/1.1",
          "Host: x",
          LOGIN,
          "Content-Type: application/json",
          "Transfer-Encoding: chunked");
      socket.getOutputStream().write("5\r\n01234\r\n-1\r\n\r\n".getBytes());

      await().until(() -> WebClient.isClosed(socket));
    }
  }

  private void ask(int requests) throws IOException {
    long seed = System.nanoTime();
    OddRequests odd = new OddRequests(seed, PATHS);
    Map<String, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      byte[] request = odd.next(LOGIN);
      String answer = answer(request);
      String what = "seed " + seed + ", request " + i + ":\n" + new String(request) + "\n" + answer;
      Matcher status = STATUS.matcher(answer);
      if (status.matches()) {
        statuses.merge(status.group(1), 1, Integer::sum);
        // 501 and 505 are for a method or a form of HTTP that nobody has; 502 is of pingdb.
        assertThat(status.group(1)).as(what).isNotEqualTo("500");
        assertThat(answer).as(what).doesNotContain("Exception").doesNotContain("\tat ");
      } else {
        assertThat(answer).as(what).isEmpty();
        statuses.merge("closed", 1, Integer::sum);
      }
    }
    System.out.println(statuses);
    assertThat(statuses).as("some of all kinds").hasSizeGreaterThan(1);
  }

  /** What comes until the connection is closed, or the first of it where that takes long. */
  private String answer(byte[] request) throws IOException {
    try (WebClient client = WebClient.http(web.port);
        Socket socket = client.connect()) {
      socket.setSoTimeout(100);
      StringBuilder answer = new StringBuilder();
      try {
        socket.getOutputStream().write(request);
        for (int next = socket.getInputStream().read();
            next >= 0;
            next = socket.getInputStream().read()) {
          answer.append((char) next);
        }
      } catch (IOException closedOrWaiting) {
        // A request that is not whole is waited for, and a bad one reset.
      }
      return answer.toString();
    }
  }
}
