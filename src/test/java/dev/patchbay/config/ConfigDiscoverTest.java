package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries of Proxy.Backends that are names to find nodes by. */
class ConfigDiscoverTest {
  private static final String SECOND =
      """
          - Name: mysql/b
            Host: db.internal
            Port: 3308
      """;

  @Test
  void entryWithDiscover_isAName_atItsPlace() throws Exception {
    ProxyConfig proxy = Texts.load(discover("db.internal", "3308", "")).proxy();

    assertThat(proxy.backends()).extracting(Node::name).containsExactly("mysql/a");
    assertThat(proxy.discover())
        .containsExactly(
            new NodePattern("mysql/b", "db.internal", 3308, 9202, "/galera", 300, 0, 1));
  }

  @Test
  void nodesThatAreFound_haveTheLabelsOfTheirEntry() throws Exception {
    ProxyConfig proxy =
        Texts.load(discover("db.internal", "3308", "      Labels: [reporting]\n")).proxy();

    assertThat(proxy.discover().get(0).node("10.0.0.7", 3308).labels())
        .containsExactly("reporting");
  }

  @Test
  void entryWithoutDiscover_isANode_whateverItsHost() throws Exception {
    ProxyConfig proxy =
        Texts.load(Texts.with(SECOND, SECOND + "      Discover: \"false\"\n")).proxy();

    assertThat(proxy.backends()).hasSize(2);
    assertThat(proxy.discover()).isEmpty();
  }

  @Test
  void graceOfAName_isItsKey() throws Exception {
    ProxyConfig proxy =
        Texts.load(discover("db.internal", "3308", "      DiscoverGraceSeconds: 0\n")).proxy();

    assertThat(proxy.discover().get(0).graceSeconds()).isZero();
  }

  @Test
  void portOfAServiceName_mayBeLeftOut_butNotThatOfAnother() throws Exception {
    ProxyConfig proxy = Texts.load(discover("_mysql._tcp.internal", "", "")).proxy();

    assertThat(proxy.discover().get(0).port()).isEqualTo(3306);
    assertThat(proxy.discover().get(0).isService()).isTrue();
    assertThat(Texts.faults(discover("db.internal", "", "")))
        .containsExactly("Proxy.Backends[1].Port: missing, expected a port from 1 to 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "\"fd00::7\"", "10.0.0.1.", "\"2130706433\""})
  void addressWithDiscover_isAFault_thatSaysWhatIsExpected(String host) {
    assertThat(Texts.faults(discover(host, "3308", "")))
        .singleElement()
        .asString()
        .startsWith("Proxy.Backends[1].Host: " + (host.startsWith("\"") ? host : '"' + host + '"'))
        .endsWith(
            "expected with Discover, a DNS name whose addresses are the nodes, or an SRV name such"
                + " as _mysql._tcp.example.com");
  }

  @Test
  void namesAlone_areEnough() throws Exception {
    String text =
        Texts.MINIMAL
            .replace("Host: 10.0.0.1", "Host: a.internal\n            Discover: true")
            .replace("Host: db.internal", "Host: b.internal\n            Discover: true");

    assertThat(
            Texts.load(text.replace("            Discover", "      Discover")).proxy().discover())
        .extracting(NodePattern::place)
        .containsExactly(0, 0);
  }

  @Test
  void nameOfAnEntry_isUnique_whateverItIs() {
    assertThat(Texts.faults(discover("db.internal", "3308", "").replace("mysql/b", "mysql/a")))
        .singleElement()
        .asString()
        .contains("\"mysql/a\" is also Proxy.Backends[0].Name");
  }

  @Test
  void dnsServers_areAddressesPerhapsWithAPort() throws Exception {
    String text = "  DnsServers: [10.0.0.2, \"127.0.0.1:8600\"]\n  Backends:";

    assertThat(Texts.load(Texts.with("  Backends:", text)).proxy().dnsServers())
        .containsExactly("10.0.0.2", "127.0.0.1:8600");
    for (String wrong : List.of("ns.internal", "10.0.0", "10.0.0.256", "10.0.0.1:0", "\"::1\"")) {
      assertThat(
              Texts.faults(Texts.with("  Backends:", "  DnsServers: [" + wrong + "]\n  Backends:")))
          .singleElement()
          .asString()
          .startsWith("Proxy.DnsServers[0]: ");
    }
  }

  @Test
  void whatADifferentNameIs_isTold() throws Exception {
    PatchbayConfig fixed = Texts.load(Texts.MINIMAL);
    PatchbayConfig found = Texts.load(discover("db.internal", "3308", ""));
    PatchbayConfig other = Texts.load(discover("db2.internal", "3308", ""));

    assertThat(changes(fixed, found))
        .containsExactly(
            "Proxy.Backends: mysql/b removed",
            "Proxy.Backends: mysql/b added, nodes found by db.internal, port 3308, agents at port"
                + " 9202/galera, grace 300 s");
    assertThat(changes(found, other))
        .containsExactly(
            "Proxy.Backends: mysql/b changed, now nodes found by db2.internal, port 3308, agents at"
                + " port 9202/galera, grace 300 s");
    assertThat(changes(found, fixed))
        .containsExactly(
            "Proxy.Backends: mysql/b added at db.internal:3308",
            "Proxy.Backends: mysql/b and its nodes found by db.internal removed");
    assertThat(changes(found, found)).isEmpty();
  }

  private static List<String> changes(PatchbayConfig before, PatchbayConfig after) {
    List<ConfigChange> changes = ConfigChange.between(before, after);
    assertThat(changes).noneMatch(ConfigChange::needsRestart);
    return changes.stream().map(ConfigChange::text).toList();
  }

  /** The minimal text whose second entry is a name to find nodes by. */
  private static String discover(String host, String port, String more) {
    return Texts.with(
        SECOND,
        "    - Name: mysql/b\n      Host: "
            + host
            + "\n      Discover: true\n"
            + (port.isEmpty() ? "" : "      Port: " + port + "\n")
            + more);
  }
}
