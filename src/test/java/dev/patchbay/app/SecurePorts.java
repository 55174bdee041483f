package dev.patchbay.app;

import dev.patchbay.config.MysqlPort;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.LoginRule;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Selector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Listeners with TLS.
 *
 * @param secure the port of one without rules, of that name
 * @param onward the port of one of that name, which needs no TLS of clients and meets nodes by TLS
 *     always
 * @param ruled the port of one with a rule, which leads one user to the listener {@code led}
 */
record SecurePorts(int secure, int onward, int ruled) {
  static SecurePorts find() throws IOException {
    List<Integer> ports = TestPorts.find(3);
    return new SecurePorts(ports.get(0), ports.get(1), ports.get(2));
  }

  /** The listeners, {@code led} as well. */
  List<MysqlPort> listeners(ListenerTls tls, String user) {
    LoginRule rule =
        new LoginRule(
            Optional.of(user), Optional.empty(), Map.of(), Optional.empty(), new ListenerId("led"));
    return List.of(
        port("secure", secure, MysqlTerms.DEFAULT.with(Optional.of(tls))),
        port("onward", onward, MysqlTerms.DEFAULT.with(Optional.of(always(tls)))),
        port(
            "ruled",
            ruled,
            new MysqlTerms(0, MysqlTerms.DEFAULT_LOGIN_SECONDS, List.of(rule), Optional.of(tls))),
        port("led", MysqlPort.NONE, MysqlTerms.DEFAULT));
  }

  private static ListenerTls always(ListenerTls tls) {
    return new ListenerTls(
        tls.chain(), tls.key(), false, true, tls.nodeAuthorities(), tls.nodeServerName());
  }

  private static MysqlPort port(String name, int port, MysqlTerms terms) {
    return new MysqlPort(name, port, Selector.ACTIVE, Optional.of(terms));
  }
}
