package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Dnsmasq;
import dev.patchbay.testing.FakeNode;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole proxy before a real DNS server. */
@Tag("dns")
class RealDnsTest {
  @Test
  void nodes_followTheAddressesOfAName(@TempDir Path directory) throws Exception {
    try (Dnsmasq dns = new Dnsmasq(directory)) {
      dns.set(FoundNodes.HOST, FoundNodes.address(0));
      try (FoundNodes found = new FoundNodes(3, dns.address()).start(3600);
          Socket session = found.session(FoundNodes.name(0))) {

        dns.set(
            FoundNodes.HOST, FoundNodes.address(2), FoundNodes.address(0), FoundNodes.address(1));
        found.awaitNames(FoundNodes.name(0), FoundNodes.name(1), FoundNodes.name(2));
        found.awaitHealthy(FoundNodes.name(2));

        dns.stop();
        session.setSoTimeout(12_000);
        assertThat(ProxyBed.ends(session)).isFalse();
        assertThat(found.names()).hasSize(3);
        session.setSoTimeout(20_000);
        found.agents.get(0).sick();
        assertThat(ProxyBed.ends(session)).isTrue();
        await().until(() -> found.bed.whoAnswers().equals(Optional.of(FoundNodes.name(1))));

        dns.start();
        dns.set(FoundNodes.HOST, FoundNodes.address(2), FoundNodes.address(1));
        found.awaitNames(FoundNodes.name(1), FoundNodes.name(2));
      }
    }
  }

  @Test
  void nodes_followTheRecordsOfAService(@TempDir Path directory) throws Exception {
    try (Dnsmasq dns = new Dnsmasq(directory);
        FoundNodes found = new FoundNodes(2, dns.address())) {
      FakeNode other = new FakeNode(found.bed.vertx, "other", FoundNodes.address(1), 0);
      dns.setServices("_mysql._tcp.test", "mysql-0.test:" + found.port());
      dns.setHosts(
          "%s mysql-0.test%n%s mysql-1.test%n"
              .formatted(FoundNodes.address(0), FoundNodes.address(1)));
      found.bed.with(List.of(), List.of(found.pattern("_mysql._tcp.test", 3600))).start();
      found.session(FoundNodes.name(0)).close();

      dns.setServices(
          "_mysql._tcp.test",
          "mysql-1.test:" + other.node().port(),
          "mysql-0.test:" + found.port());
      String second = "db-mysql-1.test:" + other.node().port();
      found.awaitNames("db-mysql-0.test", second);
      found.awaitHealthy(second);
      found.agents.get(0).sick();

      await().until(() -> found.bed.whoAnswers().equals(Optional.of("other")));
    }
  }

  /** Such an answer comes by TCP. */
  @Test
  void nameWithAHundredAddresses_leadsToSixtyFourNodes(@TempDir Path directory) throws Exception {
    String[] addresses =
        IntStream.range(0, 100).mapToObj(FoundNodes::address).toArray(String[]::new);
    try (Dnsmasq dns = new Dnsmasq(directory)) {
      dns.set(FoundNodes.HOST, addresses);
      try (FoundNodes found = new FoundNodes(1, dns.address()).start(3600)) {

        found.session(FoundNodes.name(0)).close();

        assertThat(found.names()).hasSize(64);
      }
    }
  }
}
