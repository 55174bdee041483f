package dev.patchbay.config;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.ActiveNodePolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the keys under {@code Proxy}. */
final class ProxySection {
  private static final int DEFAULT_CONNECT_TIMEOUT_MILLIS = 3000;
  private static final int CHECKS_PER_TIMEOUT = 10;
  private static final int SHORTEST_INTERVAL_MILLIS = 100;
  private static final int LONGEST_INTERVAL_MILLIS = 500;

  private ProxySection() {}

  static ProxyConfig read(Section proxy) {
    int timeoutMillis = proxy.number("HealthcheckTimeoutMillis", Range.MILLIS);
    return new ProxyConfig(
        proxy.number("Port", Range.PORT),
        proxy.number("InactiveMysqlPort", Range.PORT_OR_OFF, 0),
        timeoutMillis,
        proxy.number("HealthcheckIntervalMillis", Range.MILLIS, defaultInterval(timeoutMillis)),
        proxy.number("ConnectTimeoutMillis", Range.MILLIS, DEFAULT_CONNECT_TIMEOUT_MILLIS),
        proxy.number("MaxSessions", Range.COUNT, 0),
        proxy.number("ShutdownDelaySeconds", Range.SECONDS, 0),
        stall(proxy),
        proxy.value(
            "ActiveNodePolicy", policyWords(), ActiveNodePolicy.STICKY, ProxySection::policy),
        backends(proxy));
  }

  private static StallConfig stall(Section proxy) {
    StallConfig fallback = StallConfig.DEFAULT;
    return new StallConfig(
        proxy.number("ClientStallSeconds", Range.SECONDS_OR_EVER, fallback.clientSeconds()),
        proxy.number("NodeStallSeconds", Range.SECONDS_OR_EVER, fallback.nodeSeconds()));
  }

  static Backend readBackend(Section backend, int position) {
    return new Backend(
        backend.text("Name", "a name that no other backend has", name -> !name.isBlank()),
        backend.text("Host", "an IP address or a DNS name", ProxySection::isHost),
        backend.number("Port", Range.PORT),
        backend.number("StatusPort", Range.PORT),
        backend.text("StatusEndpoint", "a path such as api/v1/status", Words::isOne),
        position);
  }

  private static int defaultInterval(int timeoutMillis) {
    int tenth = timeoutMillis / CHECKS_PER_TIMEOUT;
    return Math.max(SHORTEST_INTERVAL_MILLIS, Math.min(LONGEST_INTERVAL_MILLIS, tenth));
  }

  private static List<Backend> backends(Section proxy) {
    Map<String, Section> namesakes = new HashMap<>();
    List<Backend> backends = new ArrayList<>();
    for (Section section : proxy.sections("Backends", "a list of at least one backend")) {
      Backend backend = readBackend(section, backends.size());
      backends.add(backend);
      Section namesake = namesakes.putIfAbsent(backend.name(), section);
      if (namesake != null && !backend.name().isEmpty()) {
        section.reject(
            "Name",
            Faults.quote(backend.name()) + " is also " + namesake.pathOf("Name"),
            "a name that no other backend has");
      }
    }
    return backends;
  }

  private static boolean isHost(String text) {
    return Words.isOne(text) && text.indexOf('/') < 0 && text.indexOf('[') < 0;
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
