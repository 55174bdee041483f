package dev.patchbay.config;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.topology.Hold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the keys under {@code Proxy}. */
final class ProxySection {
  private static final int DEFAULT_CONNECT_TIMEOUT_MILLIS = 3000;
  private static final int CHECKS_PER_TIMEOUT = 10;
  private static final int SHORTEST_INTERVAL_MILLIS = 100;
  private static final int LONGEST_INTERVAL_MILLIS = 500;

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
  private static final Pattern SERVER =
      Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET + "(?::([0-9]{1,5}))?");
  private static final String SERVER_WORDS =
      "an IPv4 address, perhaps with a port, such as 10.0.0.2 or 127.0.0.1:8600";

  private ProxySection() {}

  static ProxyConfig read(Section proxy) {
    int timeoutMillis = proxy.number("HealthcheckTimeoutMillis", Range.MILLIS);
    List<BackendSection> backends = backends(proxy);
    return new ProxyConfig(
        proxy.number("Port", Range.PORT),
        proxy.number("InactiveMysqlPort", Range.PORT_OR_OFF, 0),
        new ProxyConfig.Healthcheck(
            timeoutMillis,
            proxy.number("HealthcheckIntervalMillis", Range.MILLIS, defaultInterval(timeoutMillis)),
            proxy.value("HealthcheckStream", "auto or off", true, ProxySection::auto)),
        proxy.number("ConnectTimeoutMillis", Range.MILLIS, DEFAULT_CONNECT_TIMEOUT_MILLIS),
        proxy.number("MaxSessions", Range.COUNT, 0),
        proxy.number("ShutdownDelaySeconds", Range.SECONDS, 0),
        stall(proxy),
        proxy.value(
            "ActiveNodePolicy", policyWords(), ActiveNodePolicy.STICKY, ProxySection::policy),
        backends.stream().filter(b -> !b.discover()).map(BackendSection::node).toList(),
        backends.stream().filter(BackendSection::discover).map(BackendSection::entry).toList(),
        proxy.texts("DnsServers", SERVER_WORDS, ProxySection::isServer),
        proxy.flag("IoUring"),
        proxy.value("Agree", "auto or off", true, ProxySection::auto),
        hold(proxy),
        Access.read(proxy));
  }

  private static Hold hold(Section proxy) {
    int millis = proxy.number("HoldMillis", Range.HOLD_MILLIS, 0);
    int sessions = proxy.number("HoldMaxSessions", Range.SOME, Hold.DEFAULT_SESSIONS);
    // A number that is not allowed is a fault that is told with all others, and 0 here.
    return new Hold(millis, Math.max(1, sessions));
  }

  private static ProxyConfig.Stall stall(Section proxy) {
    ProxyConfig.Stall fallback = ProxyConfig.Stall.DEFAULT;
    return new ProxyConfig.Stall(
        proxy.number("ClientStallSeconds", Range.SECONDS_OR_EVER, fallback.clientSeconds()),
        proxy.number("NodeStallSeconds", Range.SECONDS_OR_EVER, fallback.nodeSeconds()));
  }

  private static int defaultInterval(int timeoutMillis) {
    int tenth = timeoutMillis / CHECKS_PER_TIMEOUT;
    return Math.max(SHORTEST_INTERVAL_MILLIS, Math.min(LONGEST_INTERVAL_MILLIS, tenth));
  }

  private static List<BackendSection> backends(Section proxy) {
    Map<String, Section> namesakes = new HashMap<>();
    List<BackendSection> backends = new ArrayList<>();
    int nodes = 0;
    for (Section section : proxy.sections("Backends", "a list of at least one backend")) {
      BackendSection backend = BackendSection.read(section, nodes);
      nodes += backend.discover() ? 0 : 1;
      backends.add(backend);
      String name = backend.entry().name();
      Section namesake = namesakes.putIfAbsent(name, section);
      if (namesake != null && !name.isEmpty()) {
        section.reject(
            "Name",
            Faults.quote(name) + " is also " + namesake.pathOf("Name"),
            "a name that no other backend has");
      }
    }
    return backends;
  }

  /** A DNS server as Vert.x and Netty take it. */
  private static boolean isServer(String text) {
    Matcher parts = SERVER.matcher(text);
    return parts.matches()
        && (parts.group(1) == null || Range.PORT.parse(parts.group(1)).isPresent());
  }

  private static Optional<Boolean> auto(String text) {
    return switch (text) {
      case "auto" -> Optional.of(true);
      case "off" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static String policyWords() {
    return Arrays.stream(ActiveNodePolicy.values())
        .map(ActiveNodePolicy::key)
        .collect(Collectors.joining(" or "));
  }

  private static Optional<ActiveNodePolicy> policy(String text) {
    return Arrays.stream(ActiveNodePolicy.values())
        .filter(policy -> policy.key().equals(text))
        .findAny();
  }
}
