package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.pump.DnsRecords.Answer;
import dev.patchbay.pump.DnsRecords.Entry;
import dev.patchbay.testing.FakeDns;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsRecordsTest {
  private FakeDns dns;
  private FakeDns second;
  private Vertx vertx;
  private DnsRecords records;

  @BeforeEach
  void start() throws Exception {
    dns = new FakeDns();
    second = new FakeDns();
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setAddressResolverOptions(
                    new AddressResolverOptions()
                        .addServer(dns.address())
                        .addServer(second.address())
                        .addSearchDomain("cluster.test")));
    records = new DnsRecords(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(5, TimeUnit.SECONDS);
    dns.close();
    second.close();
  }

  @Test
  void name_hasAllAddresses_andTheirTtl() throws Exception {
    dns.set("db.test", "127.0.0.3", "127.0.0.2").ttl(30);

    Answer answer = addresses("db.test");

    assertThat(answer.entries())
        .containsExactlyInAnyOrder(new Entry("127.0.0.2", 0), new Entry("127.0.0.3", 0));
    assertThat(answer.ttlSeconds()).isEqualTo(30);
  }

  /** Else a host with both would be two nodes. */
  @Test
  void nameOfBothFamilies_hasItsIpv4Addresses() throws Exception {
    dns.set("db.test", "127.0.0.3", "fd00::7");

    assertThat(addresses("db.test").entries()).containsExactly(new Entry("127.0.0.3", 0));
  }

  @Test
  void nameWithIpv6Only_hasThose() throws Exception {
    dns.set("db.test", "fd00::7");

    assertThat(addresses("db.test").entries()).containsExactly(new Entry("fd00::7", 0));
  }

  @Test
  void serviceName_hasHostsAndPorts() throws Exception {
    dns.setServices("_mysql._tcp.test", "Mysql-0.mysql.test:3306", "mysql-1.mysql.test:3307");

    assertThat(services("_mysql._tcp.test").entries())
        .containsExactlyInAnyOrder(
            new Entry("mysql-0.mysql.test", 3306), new Entry("mysql-1.mysql.test", 3307));
  }

  /** It becomes part of a name in logs and pages. */
  @Test
  void targetThatIsNoHostName_isLeftOut() throws Exception {
    dns.setServices("_mysql._tcp.test", "<b>.test:3306", "mysql-1.test:3306", "mysql-2.test:0");

    assertThat(services("_mysql._tcp.test").entries())
        .containsExactly(new Entry("mysql-1.test", 3306));
  }

  @Test
  void nameThatDoesNotExist_hasNothing() throws Exception {
    assertThat(addresses("no.test").entries()).isEmpty();
    assertThat(services("_no._tcp.test").entries()).isEmpty();
  }

  @Test
  void shortName_isLookedForInTheSearchDomains() throws Exception {
    dns.set("db.default.cluster.test", "127.0.0.3");

    assertThat(addresses("db.default").entries()).containsExactly(new Entry("127.0.0.3", 0));
    assertThat(addresses("db.default.").entries()).isEmpty();
  }

  /** As dnsmasq does that serves one domain only. */
  @Test
  void shortNameThatIsRefused_isLookedForInTheSearchDomainsAllTheSame() throws Exception {
    dns.refusing(true).set("db.default.cluster.test", "127.0.0.3");
    second.refusing(true);

    assertThat(addresses("db.default").entries()).containsExactly(new Entry("127.0.0.3", 0));
    assertThatThrownBy(() -> addresses("no.default")).hasMessageContaining("answered Refused");
  }

  @Test
  void serverInTrouble_leavesItToTheNext() throws Exception {
    dns.failing(true);
    second.set("db.test", "127.0.0.4");

    assertThat(addresses("db.test").entries()).containsExactly(new Entry("127.0.0.4", 0));
  }

  @Test
  void serverThatIsSilent_leavesItToTheNext() throws Exception {
    dns.silent(FakeDns.Type.A);
    second.set("db.test", "127.0.0.4");

    assertThat(addresses("db.test").entries()).containsExactly(new Entry("127.0.0.4", 0));
  }

  @Test
  void allServersInTrouble_isAFailure_andNoEmptyAnswer() {
    dns.failing(true);
    second.failing(true);

    assertThatThrownBy(() -> addresses("db.test"))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("answered ServFail");
  }

  /** Netty gives the part for the whole when TCP does not help. */
  @Test
  void answerThatIsCutShort_isAFailure() {
    dns.set("db.test", "127.0.0.4").truncating(true);
    second.set("db.test", "127.0.0.4").truncating(true);

    assertThatThrownBy(() -> addresses("db.test"))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("cut short");
  }

  @Test
  void impossibleName_isAFailure() {
    assertThatThrownBy(() -> addresses("a".repeat(70) + ".test"))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void searchDomains_areThoseOfTheLastLine() {
    assertThat(
            SearchDomains.of(
                List.of("domain a.test", "nameserver 10.0.0.1", "search  b.test c.test .", "")))
        .containsExactly("b.test", "c.test");
    assertThat(SearchDomains.of(List.of())).isEmpty();
  }

  private Answer addresses(String name) throws Exception {
    return ask(r -> r.addresses(name));
  }

  private Answer services(String name) throws Exception {
    return ask(r -> r.services(name));
  }

  private Answer ask(Function<DnsRecords, Future<Answer>> question) throws Exception {
    Promise<Answer> answer = Promise.promise();
    vertx.runOnContext(v -> question.apply(records).onComplete(answer));
    return answer.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
