package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Network;
import dev.patchbay.topology.Selector;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** More ports for MySQL clients. */
class ConfigListenersTest {

  @Test
  void nothingSaid_isNone() throws Exception {
    assertThat(Texts.load(Texts.MINIMAL).listeners()).isEmpty();
    assertThat(Texts.load(Texts.MINIMAL + "Listeners: []\n").listeners()).isEmpty();
    assertThat(Texts.load(Texts.MINIMAL + "Listeners:\n").listeners()).isEmpty();
  }

  @Test
  void everyKey_isRead() throws Exception {
    List<MysqlPort> listeners =
        listeners(
            """
              - Name: aware
                Port: "3309"
                Protocol: mysql
                MaxSessions: 5
                LoginSeconds: 0
              - Name: plain
                Port: 3310
                Node: inactive
            """);

    assertThat(listeners)
        .containsExactly(
            new MysqlPort("aware", 3309, Selector.ACTIVE, Optional.of(new MysqlTerms(5, 0))),
            new MysqlPort("plain", 3310, Selector.INACTIVE, Optional.empty()));
  }

  @Test
  void rules_areReadInTheirOrder_andTheirListenerNeedsNoPort() throws Exception {
    List<MysqlPort> listeners =
        listeners(
            """
              - Name: apps
                Port: 3309
                Protocol: mysql
                Rules:
                  - User: report
                    Database: shop
                    Listener: reports
                  - Attributes: [program_name=batch, note=a=b]
                    Source: 10.0.0.0/8
                    Listener: reports
              - Name: reports
                Protocol: mysql
                Node: inactive
            """);

    ListenerId reports = new ListenerId("reports");
    assertThat(listeners)
        .containsExactly(
            new MysqlPort(
                "apps",
                3309,
                Selector.ACTIVE,
                Optional.of(
                    new MysqlTerms(
                        0,
                        30,
                        List.of(
                            new LoginRule(
                                Optional.of("report"),
                                Optional.of("shop"),
                                Map.of(),
                                Optional.empty(),
                                reports),
                            new LoginRule(
                                Optional.empty(),
                                Optional.empty(),
                                Map.of("program_name", "batch", "note", "a=b"),
                                Network.parse("10.0.0.0/8"),
                                reports))))),
            new MysqlPort(
                "reports", MysqlPort.NONE, Selector.INACTIVE, Optional.of(MysqlTerms.DEFAULT)));
    assertThat(listeners.get(0).toString())
        .endsWith(
            "logins of 30 s, user report, database shop to reports; note=a=b, program_name=batch,"
                + " from 10.0.0.0/8 to reports");
    assertThat(listeners.get(1).toString()).startsWith("reports without a port to the inactive");
  }

  @Test
  void faultsOfRules_nameTheKeyTheValueAndWhatIsExpected() {
    List<String> faults =
        faults(
            """
              - Name: apps
                Port: 3309
                Protocol: mysql
                Rules:
                  - Listener: other
                  - {User: x, Listener: none}
                  - {Database: x, Listener: plain}
                  - {Attributes: [novalue], Listener: other}
                  - {Source: 10.0.0.1/8, Listener: other}
                  - {User: x}
              - {Name: plain, Port: 3310}
              - {Name: other, Port: 3311, Protocol: mysql}
              - {Name: alone, Protocol: mysql}
              - Name: raw
                Port: 3312
                Rules: [{User: x, Listener: other}]
            """);

    assertThat(faults)
        .hasSize(8)
        .anySatisfy(
            f ->
                assertThat(f).contains("Listeners[0].Rules[0].User").contains("a User, a Database"))
        .anySatisfy(
            f -> assertThat(f).startsWith("Listeners[0].Rules[1].Listener: \"none\", no listener"))
        .anySatisfy(
            f ->
                assertThat(f)
                    .startsWith(
                        "Listeners[0].Rules[2].Listener: \"plain\", a listener of protocol raw"))
        .anySatisfy(
            f -> assertThat(f).startsWith("Listeners[0].Rules[3].Attributes[0]: \"novalue\""))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].Rules[4].Source: \"10.0.0.1/8\""))
        .anySatisfy(f -> assertThat(f).contains("Listeners[0].Rules[5].Listener"))
        .anySatisfy(f -> assertThat(f).contains("Listeners[3].Port"))
        .anySatisfy(
            f -> assertThat(f).startsWith("Listeners[4].Rules: a listener of protocol raw"));
  }

  @Test
  void labelsAndFewestSessions_areRead_alsoWhereBytesAreOnlyBytes() throws Exception {
    List<MysqlPort> listeners =
        listeners(
            """
              - {Name: reports, Port: 3309, Node: fewest-sessions, Labels: [reporting, big.v-2_x]}
              - {Name: backups, Port: 3310, Node: inactive, Labels: [big], Protocol: mysql}
              - {Name: all, Port: 3311, Node: fewest-sessions}
            """);

    assertThat(listeners)
        .containsExactly(
            new MysqlPort(
                "reports",
                3309,
                Selector.FEWEST_SESSIONS,
                Optional.empty(),
                List.of("reporting", "big.v-2_x")),
            new MysqlPort(
                "backups",
                3310,
                Selector.INACTIVE,
                Optional.of(MysqlTerms.DEFAULT),
                List.of("big")),
            new MysqlPort("all", 3311, Selector.FEWEST_SESSIONS, Optional.empty()));
    assertThat(listeners.get(0))
        .hasToString(
            "reports at port 3309 to the node with the fewest sessions of those labelled reporting"
                + " or big.v-2_x, protocol raw");
    assertThat(listeners.get(2))
        .hasToString("all at port 3311 to the node with the fewest sessions, protocol raw");
  }

  @Test
  void labelsOfTheActiveNode_areAFault_forThereIsOne() {
    assertThat(faults("  - {Name: a, Port: 3309, Labels: [x]}\n"))
        .singleElement()
        .asString()
        .isEqualTo(
            "Listeners[0].Labels: a listener that leads to the active node (line 22), expected no"
                + " such key, or Node: inactive or fewest-sessions: all listeners have the same"
                + " active node, so that never two take writes");
  }

  @Test
  void faultsOfLabels_nameTheKeyTheValueAndWhatIsExpected() {
    String many = String.join(", ", Collections.nCopies(17, "x"));
    assertThat(
            faults(
                """
                  - {Name: a, Port: 3309, Node: inactive, Labels: [fine, "two words", "", é]}
                  - {Name: b, Port: 3310, Node: inactive, Labels: reporting}
                  - {Name: c, Port: 3311, Node: fewest, Labels: [x, y, x]}
                  - {Name: d, Port: 3312, Node: inactive, Labels: [%s]}
                """
                    .formatted(many)))
        .containsExactly(
            "Listeners[0].Labels[1]: \"two words\" (line 22), expected 1 to 64 letters, digits, -,"
                + " _ or .",
            "Listeners[0].Labels[2]: \"\" (line 22), expected 1 to 64 letters, digits, -, _ or .",
            "Listeners[0].Labels[3]: \"é\" (line 22), expected 1 to 64 letters, digits, -, _ or .",
            "Listeners[1].Labels: \"reporting\" (line 23), expected a list of text",
            "Listeners[2].Node: \"fewest\" (line 24), expected active or inactive or"
                + " fewest-sessions",
            "Listeners[2].Labels: \"x\" twice (line 24), expected each label once",
            // Nobody can know what else was meant: it is taken for what is there if nothing is
            // said.
            "Listeners[2].Labels: a listener that leads to the active node (line 24), expected no"
                + " such key, or Node: inactive or fewest-sessions: all listeners have the same"
                + " active node, so that never two take writes",
            "Listeners[3].Labels: a list of 17 (line 25), expected a list of 16 at the most",
            "Listeners[3].Labels: \"x\" twice (line 25), expected each label once");
  }

  @Test
  void mysqlAlone_hasTheDefaults() throws Exception {
    assertThat(listeners("  - {Name: aware, Port: 3309, Protocol: mysql}\n"))
        .containsExactly(
            new MysqlPort("aware", 3309, Selector.ACTIVE, Optional.of(MysqlTerms.DEFAULT)));
  }

  @Test
  void faults_nameTheKeyTheValueAndWhatIsExpected() {
    List<String> faults =
        faults(
            """
              - Name: active
                Port: 3306
                Protocol: tls
              - Name: Two
                Node: other
                MaxSessions: -1
              - Name: three
                Port: 3310
                MaxSessions: 7
              - Name: three
                Port: 3310
            """);

    assertThat(faults).hasSize(10);
    assertThat(faults)
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].Name: \"active\" (line 22)"))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].Protocol: \"tls\""))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[0].Port: 3306 is also Proxy.Port"))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[1].Name: \"Two\""))
        .anySatisfy(f -> assertThat(f).contains("Listeners[1].Port"))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[1].Node: \"other\""))
        .anySatisfy(f -> assertThat(f).startsWith("Listeners[1].MaxSessions: \"-1\""))
        .anySatisfy(
            f -> assertThat(f).startsWith("Listeners[2].MaxSessions: a listener of protocol raw"))
        .anySatisfy(f -> assertThat(f).contains("\"three\" is also Listeners[2].Name"))
        .anySatisfy(f -> assertThat(f).contains("3310 is also Listeners[2].Port"));
  }

  @Test
  void portOfAnotherListener_isAFault() {
    assertThat(faults("  - {Name: a, Port: 3309}\n  - {Name: b, Port: 3309}\n"))
        .singleElement()
        .asString()
        .contains("Listeners[1].Port: 3309 is also Listeners[0].Port");
  }

  @Test
  void whatIsNoList_isAFault() {
    assertThat(Texts.faults(Texts.MINIMAL + "Listeners: 3309\n"))
        .singleElement()
        .asString()
        .startsWith("Listeners: \"3309\"");
  }

  @Test
  void otherListeners_needARestart() throws Exception {
    PatchbayConfig before = Texts.load(Texts.MINIMAL);
    PatchbayConfig after =
        Texts.load(Texts.MINIMAL + "Listeners: [{Name: aware, Port: 3309, Protocol: mysql}]\n");

    assertThat(ConfigChange.between(before, after))
        .containsExactly(
            new ConfigChange(
                "Listeners",
                "Listeners: [] -> [aware at port 3309 to the active node, protocol mysql, at most"
                    + " any sessions, logins of 30 s]",
                true));
  }

  private static List<MysqlPort> listeners(String entries) throws ConfigException {
    return Texts.load(Texts.MINIMAL + "Listeners:\n" + entries).listeners();
  }

  private static List<String> faults(String entries) {
    return Texts.faults(Texts.MINIMAL + "Listeners:\n" + entries);
  }
}
