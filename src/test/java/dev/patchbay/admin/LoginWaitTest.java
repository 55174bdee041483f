package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.config.Login;
import dev.patchbay.config.Password;
import dev.patchbay.session.Source;
import dev.patchbay.web.WebLimits;
import dev.patchbay.web.WebServer;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that have to wait. */
class LoginWaitTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final String ASK =
      "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: " + WebSide.basic("proxy:guess") + "\r\n\r\n";

  private final Vertx vertx = Vertx.vertx();
  private final Set<Long> set = ConcurrentHashMap.newKeySet();
  private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();
  private final WebSide web = new WebSide();

  /** With the time standing still, so that what was wrong stays so. */
  private final GuessLimit limit = new GuessLimit(() -> 0);

  private int port;

  @BeforeEach
  void listen() {
    web.operator = new Login("proxy", new Password.Hash("$2b$04$" + "a".repeat(53)));
    Keyring keyring = Keyring.of(web.apiConfig());
    Router router = Router.router(new TimersSeen());
    router.route().handler(new BasicAuth(() -> keyring, limit, new ProofQueue(task -> {})));
    port =
        new WebServer(
                vertx, new HttpServerOptions().setPort(0), WebLimits.of(100), () -> {}, router)
            .listen()
            .await()
            .port();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
    web.close();
  }

  private final class TimersSeen extends VertxWrapper {
    TimersSeen() {
      super((VertxInternal) vertx);
    }

    @Override
    public long setTimer(long delay, Handler<Long> handler) {
      long timer = super.setTimer(delay, handler);
      set.add(timer);
      return timer;
    }

    @Override
    public boolean cancelTimer(long id) {
      cancelled.add(id);
      return super.cancelTimer(id);
    }
  }

  private Socket asking() throws IOException {
    Socket socket = new Socket(HERE, port);
    socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Else whoever asks and hangs up, a thousand times a second, has the heap full of requests. */
  @Test
  void whoHangsUp_isForgottenAtOnce() throws Exception {
    for (int i = 0; i < 100; i++) {
      limit.wrong(Source.of(HERE));
    }

    try (Socket guesser = asking()) {
      await().atMost(SOON).until(() -> set.size() == 1);
      assertThat(cancelled).isEmpty();
    }

    await().atMost(SOON).until(() -> cancelled.containsAll(set));
  }

  @Test
  void whoComesToAFullQueue_isToldSoAfterASecond() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < 9; i++) {
        waiting.add(asking());
      }

      await().atMost(SOON).until(() -> waiting.stream().anyMatch(LoginWaitTest::hasAnswer));

      assertThat(set).hasSize(1);
    } finally {
      for (Socket one : waiting) {
        one.close();
      }
    }
  }

  private static boolean hasAnswer(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
