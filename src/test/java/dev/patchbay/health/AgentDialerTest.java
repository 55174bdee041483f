package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Names;
import dev.patchbay.testing.FakeDns;
import dev.patchbay.topology.Node;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents whose host has several addresses, some of which are lost. */
class AgentDialerTest {
  private static final String HOST = "node.test";
  private static final int TIMEOUT_MILLIS = 6000;

  private final List<AutoCloseable> open = new ArrayList<>();
  private FakeDns dns;
  private Vertx vertx;
  private Context context;
  private HttpAgentCheck check;

  @BeforeEach
  void start() throws Exception {
    dns = new FakeDns();
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setAddressResolverOptions(new AddressResolverOptions().addServer(dns.address())));
    context = vertx.getOrCreateContext();
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
    dns.close();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void addressThatRefuses_isFollowedByTheNextAndSessionsAreToldWhich() throws Exception {
    int port = agent("127.0.0.3");
    dns.set(HOST, "127.0.0.2", "127.0.0.3");
    assertThat(check.heardFrom(HOST)).isEmpty();

    Verdict verdict = check(port);

    assertThat(verdict.healthy()).isTrue();
    assertThat(check.heardFrom(HOST)).contains(InetAddress.getByName("127.0.0.3"));
  }

  @Test
  void addressThatSwallowsEverything_doesNotTakeAllTheTime() throws Exception {
    int port = agent("127.0.0.3");
    swallow("127.0.0.2", port);
    dns.set(HOST, "127.0.0.2", "127.0.0.3");

    assertThat(check(port).healthy()).isTrue();
  }

  @Test
  void ipv6Address_isTriedToo() throws Exception {
    int port = agent("::1");
    dns.ttl(60).set(HOST, "127.0.0.2", "::1");

    // The second family may be too late for the first check, on a busy machine (see NamesTest).
    await().until(() -> check(port).healthy());
    assertThat(check.heardFrom(HOST)).contains(InetAddress.getByName("::1"));
  }

  @Test
  void hostWhoseAddressesAllRefuse_isRefused() throws Exception {
    int port = agent("127.0.0.3");
    dns.set(HOST, "127.0.0.4", "127.0.0.5");

    assertThat(check(port).result()).isEqualTo(CheckResult.REFUSED);
  }

  @Test
  void nameThatDoesNotExist_isUnreachable() throws Exception {
    for (int i = 0; i < 3; i++) {
      Verdict verdict = check(1);

      assertThat(verdict.result()).isEqualTo(CheckResult.UNREACHABLE);
      assertThat(verdict.reason()).isEqualTo("host name not found");
    }
  }

  private Verdict check(int statusPort) throws Exception {
    Node backend = new Node("a", HOST, 3306, statusPort, "/");
    Promise<Verdict> verdict = Promise.promise();
    context.runOnContext(v -> check.check(backend).onComplete(verdict));
    return verdict.future().await(20, TimeUnit.SECONDS);
  }

  private int agent(String address) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end("{\"healthy\":true}"))
            .listen(0, address)
            .await(30, TimeUnit.SECONDS);
    return server.actualPort();
  }

  /** Connects until the system no longer answers, as a frozen host would not. */
  private void swallow(String address, int port) throws IOException {
    ServerSocket server = new ServerSocket(port, 1, InetAddress.getByName(address));
    open.add(server);
    while (true) {
      Socket socket = new Socket();
      open.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), 500);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }
}
