package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeDns;
import dev.patchbay.testing.Transport;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"JDK", "IO_URING"})
class NamesTest {
  private FakeDns dns;
  private final Transport transport;
  private Vertx vertx;
  private PumpLoops loops;

  NamesTest(Transport transport) {
    this.transport = transport;
  }

  @BeforeEach
  void start() throws Exception {
    dns = new FakeDns();
    startLoops(new AddressResolverOptions());
  }

  private void startLoops(AddressResolverOptions options) {
    options.addServer(dns.address()).setQueryTimeout(2000);
    vertx = Vertx.vertx(transport.options().setAddressResolverOptions(options));
    loops = transport.loops(vertx, 1);
  }

  @AfterEach
  void stop() throws Exception {
    stopLoops();
    dns.close();
  }

  private void stopLoops() throws Exception {
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void name_hasAllItsAddressesOfBothFamilies() throws Exception {
    dns.ttl(60).set("node.test", "127.0.0.3", "::1", "127.0.0.2");

    // A busy machine may take longer for the second family than it is waited for (RFC 8305).
    await()
        .untilAsserted(
            () ->
                assertThat(addresses("node.test"))
                    .containsExactly("127.0.0.3", "127.0.0.2", "0:0:0:0:0:0:0:1"));
  }

  @Test
  void nameWithIpv6Only_isFound() throws Exception {
    dns.set("node.test", "::1");

    assertThat(addresses("node.test")).containsExactly("0:0:0:0:0:0:0:1");
  }

  @Test
  void serverThatIsSilentOnIpv6_delaysNobodyForLong() throws Exception {
    dns.set("node.test", "127.0.0.2").silent(FakeDns.Type.AAAA);
    long start = System.nanoTime();

    assertThat(addresses("node.test")).containsExactly("127.0.0.2");

    // The server's silence is over after the query timeout of two seconds.
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(1500);
  }

  @Test
  void changedName_isSeenAtOnce_andWithinItsTtlIsNotAskedFor() throws Exception {
    dns.set("node.test", "127.0.0.2");
    dns.set("kept.test", "127.0.0.4");
    assertThat(addresses("node.test")).containsExactly("127.0.0.2");

    dns.set("node.test", "127.0.0.3");

    // An answer with a TTL of zero is kept for a turn of the loop.
    await().untilAsserted(() -> assertThat(addresses("node.test")).containsExactly("127.0.0.3"));
    dns.ttl(600);
    addresses("kept.test");
    int asked = dns.asked(FakeDns.Type.A);
    addresses("kept.test");
    assertThat(dns.asked(FakeDns.Type.A)).isEqualTo(asked);
  }

  /** Docker gives ten minutes to an address that may be another one at the next start. */
  @Test
  void nameWithALongTtl_isAskedForAgainAfterTheMostThatAnswersAreKept() throws Exception {
    stopLoops();
    startLoops(new AddressResolverOptions().setCacheMaxTimeToLive(1));
    dns.ttl(600).set("node.test", "127.0.0.2");
    assertThat(addresses("node.test")).containsExactly("127.0.0.2");

    dns.set("node.test", "127.0.0.3");

    await().untilAsserted(() -> assertThat(addresses("node.test")).containsExactly("127.0.0.3"));
  }

  /** A node without an IPv6 address must not cost the DNS a question with each session. */
  @Test
  void familyThatANameDoesNotHave_isNotAskedForAgainAtOnce() throws Exception {
    dns.set("node.test", "127.0.0.2").ttl(600);
    addresses("node.test");
    int asked = dns.asked(FakeDns.Type.AAAA);

    for (int i = 0; i < 100; i++) {
      addresses("node.test");
    }

    assertThat(dns.asked(FakeDns.Type.AAAA) - asked).isLessThan(20);
  }

  @Test
  void unknownName_fails() {
    assertThatThrownBy(() -> addresses("no-such-node.test"))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(UnknownHostException.class);
  }

  /** The words for people are made of the cause, and must not change with each check. */
  @Test
  void unknownName_failsForTheSameCauseEachTime() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> addresses("no-such-node.test"))
          .rootCause()
          .hasMessageContaining("NXDOMAIN");
    }
  }

  @Test
  void nameInTheHostsFile_isNotAskedFor() throws Exception {
    assertThat(addresses("localhost")).contains("127.0.0.1");

    assertThat(dns.asked(FakeDns.Type.A)).isZero();
    assertThat(dns.asked(FakeDns.Type.AAAA)).isZero();
  }

  @Test
  void address_isItself() throws Exception {
    assertThat(addresses("10.1.2.3")).containsExactly("10.1.2.3");
    assertThat(addresses("fd00::7")).containsExactly("fd00:0:0:0:0:0:0:7");
  }

  private List<String> addresses(String host) throws Exception {
    EventLoop loop = loops.all().get(0).eventLoop();
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    loop.execute(
        () ->
            loops
                .names()
                .addresses(loop, host)
                .addListener(
                    (Future<List<InetAddress>> f) -> {
                      if (f.isSuccess()) {
                        found.complete(f.getNow());
                      } else {
                        found.completeExceptionally(f.cause());
                      }
                    }));
    return found.get(30, TimeUnit.SECONDS).stream().map(InetAddress::getHostAddress).toList();
  }
}
