package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.topology.Network;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may come in, and how it is known who that is. */
class ConfigAccessTest {

  @Test
  void nothingSaid_isOpenToAll() throws Exception {
    Access access = Texts.load(Texts.MINIMAL).proxy().access();

    assertThat(access).isEqualTo(Access.OPEN);
    assertThat(access.active()).isEqualTo(Entrance.OPEN);
    assertThat(access.inactive()).isEqualTo(Entrance.OPEN);
  }

  @Test
  void everyKey_isRead() throws Exception {
    Access access =
        access(
            """
              AllowedSources: [10.0.0.0/8, "2001:db8::/32", 192.0.2.7]
              InactiveAllowedSources: [10.9.0.0/16]
              MaxSessionsPerSource: "100"
              ProxyProtocol:
                ToBackend: v2
                From: [10.0.16.5]
              LoginForProbes: true
            """);

    assertThat(access)
        .isEqualTo(
            new Access(
                networks("10.0.0.0/8", "2001:db8::/32", "192.0.2.7/32"),
                networks("10.9.0.0/16"),
                100,
                networks("10.0.16.5/32"),
                HeaderToNode.V2,
                true));
    assertThat(access.active().allowed()).hasSize(3);
    assertThat(access.inactive().allowed()).isEqualTo(networks("10.9.0.0/16"));
    assertThat(access.active().loginForProbes()).isTrue();
    assertThat(access.inactive().loginForProbes()).isTrue();
  }

  /** Whoever closes the database to the world must not find it open at its other port. */
  @Test
  void inactivePort_hasTheSourcesOfTheActiveOne_unlessItHasItsOwn() throws Exception {
    Access access = access("  AllowedSources: [10.0.0.0/8]\n");

    assertThat(access.inactive()).isEqualTo(access.active());
  }

  @Test
  void faults_nameTheKeyTheValueAndWhatIsExpected() {
    List<String> faults =
        Texts.faults(
            with(
                """
                  AllowedSources: [10.0.0.1/8, db.internal]
                  InactiveAllowedSources: 10.0.0.0/8
                  MaxSessionsPerSource: -1
                  ProxyProtocol:
                    ToBackend: on
                    From: ["fe80::1%eth0"]
                  LoginForProbes: pingdb
                """));

    assertThat(faults).hasSize(7);
    assertThat(faults.get(0))
        .startsWith("Proxy.AllowedSources[0]: \"10.0.0.1/8\" (line 2), expected an IP address or")
        .contains("10.0.0.0/8")
        .contains("no bits set behind the prefix");
    assertThat(faults.get(1)).startsWith("Proxy.AllowedSources[1]: \"db.internal\"");
    assertThat(faults.get(2)).startsWith("Proxy.InactiveAllowedSources: \"10.0.0.0/8\"");
    assertThat(faults.get(3)).startsWith("Proxy.MaxSessionsPerSource: \"-1\"");
    assertThat(String.join("\n", faults.subList(4, 7)))
        .contains("Proxy.ProxyProtocol.ToBackend: \"on\" (line 6), expected off or v1 or v2")
        .contains("Proxy.LoginForProbes: \"pingdb\" (line 8), expected true or false")
        .contains("Proxy.ProxyProtocol.From[0]: \"fe80::1%eth0\"");
  }

  @Test
  void changes_areTold_andNeedNoRestart() throws Exception {
    PatchbayConfig before = Texts.load(Texts.MINIMAL);
    PatchbayConfig after =
        Texts.load(
            with(
                "  AllowedSources: [10.0.0.0/8]\n  MaxSessionsPerSource: 5\n  LoginForProbes: true\n"));

    List<ConfigChange> changes = ConfigChange.between(before, after);

    assertThat(changes).noneMatch(ConfigChange::needsRestart);
    assertThat(changes)
        .extracting(ConfigChange::text)
        .containsExactly(
            "Proxy.MaxSessionsPerSource: 0 -> 5",
            "Proxy.AllowedSources: [] -> [10.0.0.0/8]",
            "Proxy.LoginForProbes: false -> true");
  }

  private static Access access(String keys) throws Exception {
    return Texts.load(with(keys)).proxy().access();
  }

  private static String with(String keys) {
    return Texts.with("Proxy:\n", "Proxy:\n" + keys);
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::parse).flatMap(Optional::stream).toList();
  }
}
