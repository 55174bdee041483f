package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.Login;
import dev.patchbay.config.Password;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** The users, and those who guess, over real connections from several addresses of loopback. */
class ApiLoginTest {
  private static final String STRANGER = "127.0.0.66";
  private static final String CLUSTER = "GET /v0/cluster HTTP/1.1";
  private static final String LOOKER = WebSide.basic("looker:l00k");

  private final WebSide web = new WebSide();
  private final ExecutorService people = Executors.newCachedThreadPool();

  @AfterEach
  void stop() throws Exception {
    people.shutdownNow();
    web.close();
  }

  private String ask(String from, String credentials) throws Exception {
    return web.rawFrom(from, CLUSTER, "Host: x", "Authorization: " + WebSide.basic(credentials));
  }

  /** With so many at once that a wait of each costs the test little. */
  private void guess(String from, int times) throws Exception {
    List<Callable<String>> guesses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      String guess = "proxy:guess" + i;
      guesses.add(() -> ask(from, guess));
    }
    for (Future<String> answer : people.invokeAll(guesses)) {
      assertThat(answer.get()).startsWith("HTTP/1.1 401 ");
    }
  }

  @Test
  void reader_mayLookAtEverything() throws Exception {
    web.reader = Optional.of(new Login("looker", "l00k"));
    web.api();

    for (String path :
        List.of(
            "/",
            "/app.js",
            "/v0/cluster",
            "/v0/nodes",
            "/v0/nodes/db/0",
            "/v0/sessions",
            "/v0/events",
            "/v0/history",
            "/v0/backends",
            "/v0/switchover",
            "/v0/drain",
            "/v0/openapi.json")) {
      assertThat(web.send(web.to(path).header("Authorization", LOOKER)).statusCode())
          .as(path)
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATCH /v0/cluster?trafficEnabled=false&message=off",
        "PUT /v0/drain",
        "POST /v0/reload",
        "POST /v0/switchover",
        "DELETE /v0/switchover",
        "DELETE /v0/sessions/1",
        "PATCH /v0/nodes/db/0",
        "OPTIONS /v0/cluster",
        "BREW /coffee"
      })
  void reader_mayChangeNothing(String line) throws Exception {
    web.reader = Optional.of(new Login("looker", "l00k"));
    web.api();

    String answer =
        web.raw(line + " HTTP/1.1", "Host: x", "Authorization: " + LOOKER, "Content-Length: 0");

    assertThat(answer)
        .startsWith("HTTP/1.1 403 ")
        .contains("this user (API.ReadOnly) may look, and change nothing");
    assertThat(web.router.state().intent().traffic().enabled()).isTrue();
    assertThat(web.healthPortCloses).hasValue(0);
  }

  @Test
  void events_nameWhoAsked() throws Exception {
    web.operator = new Login("boss", "s3cret:with-colon");
    web.api();

    web.raw(
        "PATCH /v0/cluster?trafficEnabled=false&message=off HTTP/1.1",
        "Host: x",
        "Authorization: " + WebSide.basic("boss:s3cret:with-colon"));

    assertThat(web.router.state().intent().traffic().by().name()).isEqualTo("boss");
  }

  /** Guesses from one place are no business of those who come from elsewhere. */
  @Test
  void whileStrangersGuess_theOperatorComesIn() throws Exception {
    web.api();
    guess(STRANGER, 30);

    long begun = System.nanoTime();
    String answer = ask("127.0.0.1", "proxy:s3cret:with-colon");

    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(2500));
  }

  /** From the very address, as behind a router that all come through: late, but in. */
  @Test
  void whereStrangersGuess_theRightPasswordWaitsAndIsLetIn() throws Exception {
    web.api();
    guess(STRANGER, 30);

    long begun = System.nanoTime();
    String first = ask(STRANGER, "proxy:s3cret:with-colon");
    Duration waited = Duration.ofNanos(System.nanoTime() - begun);

    assertThat(first).startsWith("HTTP/1.1 200 ");
    assertThat(waited).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void whereTheOperatorHasBeen_onlyTheWrongOnesWait() throws Exception {
    web.api();
    ask(STRANGER, "proxy:s3cret:with-colon");
    guess(STRANGER, 30);

    long begun = System.nanoTime();
    Future<String> wrong = people.submit(() -> ask(STRANGER, "proxy:once more"));
    String right = ask(STRANGER, "proxy:s3cret:with-colon");
    boolean wrongWaits = !wrong.isDone();

    assertThat(right).startsWith("HTTP/1.1 200 ");
    assertThat(wrongWaits).isTrue();
    assertThat(wrong.get()).startsWith("HTTP/1.1 401 ");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(500));
  }

  /** A body that comes while the login waits is the request's all the same. */
  @Test
  void requestThatWaited_hasItsBody() throws Exception {
    web.operator =
        new Login(
            "proxy", new Password.Hash(BCrypt.hashpw("s3cret:with-colon", BCrypt.gensalt(4))));
    web.api();

    assertThat(
            web.patch("/v0/cluster", "trafficEnabled=false", "message=from+the+body").statusCode())
        .isEqualTo(200);
    assertThat(web.router.state().intent().traffic().message()).isEqualTo("from the body");
  }

  @Test
  void whileHashesAreLookedAt_theLoopAnswersOthers() throws Exception {
    String slow = BCrypt.hashpw("s3cret", BCrypt.gensalt(12));
    web.operator = new Login("proxy", new Password.Hash(slow));
    web.api();

    List<Future<String>> logins = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String guess = "proxy:wrong" + i;
      logins.add(people.submit(() -> ask(STRANGER, guess)));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(web.raw(CLUSTER, "Host: x")).startsWith("HTTP/1.1 401 ");
    }

    assertThat(logins).anyMatch(login -> !login.isDone());
    for (Future<String> login : logins) {
      assertThat(login.get()).startsWith("HTTP/1.1 401 ");
    }
  }

  /** A script that asks every second costs such work once. */
  @Test
  void hashThatWasProved_costsNothingMore() throws Exception {
    String slow = BCrypt.hashpw("s3cret", BCrypt.gensalt(12));
    web.operator = new Login("proxy", new Password.Hash(slow));
    web.api();
    long begun = System.nanoTime();
    assertThat(ask("127.0.0.1", "proxy:s3cret")).startsWith("HTTP/1.1 200 ");
    long first = System.nanoTime() - begun;

    begun = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(ask("127.0.0.1", "proxy:s3cret")).startsWith("HTTP/1.1 200 ");
    }

    assertThat(System.nanoTime() - begun).isLessThan(50 * first);
  }

  @Test
  void reload_changesThePassword_ofWhoIsIn() throws Exception {
    HttpListeners listeners = web.listeners();
    web.listen(listeners.api(web.model()));
    assertThat(ask("127.0.0.1", "proxy:s3cret:with-colon")).startsWith("HTTP/1.1 200 ");

    web.operator = new Login("proxy", "n3w");
    WebSide.await(listeners.reload(web.apiConfig()));

    assertThat(ask("127.0.0.1", "proxy:s3cret:with-colon")).startsWith("HTTP/1.1 401 ");
    assertThat(ask("127.0.0.1", "proxy:n3w")).startsWith("HTTP/1.1 200 ");
  }
}
