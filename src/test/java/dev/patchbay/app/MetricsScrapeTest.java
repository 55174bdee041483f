package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.Exposition;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a running proxy serves at /metrics after a session, a failover and a switch of the traffic,
 * and that docs/metrics.md and docs/grafana-dashboard.json speak of that and of nothing else.
 */
class MetricsScrapeTest {
  private static final Pattern NAME =
      Pattern.compile("\\b(?:patchbay|backend_sessions|jvm|process|system)_[a-z0-9_]*[a-z0-9]\\b");

  private static ProxyBed bed;
  private static Exposition page;

  @BeforeAll
  static void liveThroughAFailover() throws Exception {
    bed = new ProxyBed(2, 100);
    bed.knowing(bed.uri(), "https://no-such-host.invalid").start();
    await().until(() -> bed.whoAnswers().isPresent());
    try (Socket session = bed.connect();
        Socket inactive = bed.connect(bed.config.proxy().inactiveMysqlPort())) {
      ProxyBed.greeting(session);
      ProxyBed.greeting(inactive);
      session.getOutputStream().write("12345".getBytes());
      session.getInputStream().readNBytes(5);
      bed.agents.get(0).sick();
      assertThat(ProxyBed.ends(session)).isTrue();
    }
    try (Socket session = bed.connect()) {
      assertThat(ProxyBed.greeting(session)).contains("mysql/1");
      bed.api("PATCH", "/v0/cluster?trafficEnabled=false&message=upgrade");
      assertThat(ProxyBed.ends(session)).isTrue();
    }
    bed.api("PATCH", "/v0/cluster?trafficEnabled=true");
    System.gc();
    await().until(() -> lagIsMeasured(scrape()) && sawCollection(scrape()));
    page = scrape();
  }

  private static boolean lagIsMeasured(Exposition now) {
    return Set.of("control", "web", "pump-0").stream()
        .allMatch(l -> now.sum("patchbay_event_loop_lag_seconds_count", Map.of("loop", l)) > 0);
  }

  private static boolean sawCollection(Exposition now) {
    return now.names().contains("jvm_gc_pause_seconds_sum");
  }

  private static Exposition scrape() throws Exception {
    return Exposition.parse(bed.get(bed.config.metrics().port(), "/metrics").body());
  }

  @AfterAll
  static void stop() throws Exception {
    bed.close();
  }

  @Test
  void whatHappened_isInTheFigures() {
    Map<String, String> first = Map.of("backend", "mysql/0", "listener", "active");
    Map<String, String> second = Map.of("backend", "mysql/1", "listener", "active");
    assertThat(page.value("patchbay_active_node", first)).isEqualTo(0);
    assertThat(page.value("patchbay_active_node", second)).isEqualTo(1);
    assertThat(page.value("patchbay_node_healthy", Map.of("backend", "mysql/0"))).isEqualTo(0);
    assertThat(
            page.value(
                "patchbay_failovers_total", Map.of("listener", "active", "reason", "unhealthy")))
        .isEqualTo(1);
    assertThat(
            page.sum("patchbay_failover_since_healthy_seconds_count", Map.of("listener", "active")))
        .isEqualTo(1);
    assertThat(page.sum("patchbay_failover_duration_seconds_count", Map.of("listener", "active")))
        .isEqualTo(1);
    assertThat(page.sum("patchbay_sessions_closed_total", Map.of("reason", "failover")))
        .isGreaterThanOrEqualTo(1);
    assertThat(page.sum("patchbay_sessions_closed_total", Map.of("reason", "traffic_disabled")))
        .isEqualTo(1);
    assertThat(page.sum("patchbay_dial_duration_seconds_count", second))
        .isEqualTo(page.value("patchbay_sessions_opened_total", second));
    assertThat(page.sum("patchbay_traffic_bytes_total", with(first, "direction", "to_node")))
        .isEqualTo(5);
    assertThat(page.sum("patchbay_checks_total", Map.of("verdict", "unhealthy")))
        .isGreaterThanOrEqualTo(1);
    assertThat(page.value("patchbay_peer_reachable", Map.of("proxy", bed.uri()))).isEqualTo(1);
    assertThat(page.sum("patchbay_peer_reachable", Map.of())).isEqualTo(1);
    assertThat(page.value("patchbay_peers_disagree", Map.of())).isEqualTo(0);
    assertThat(page.sum("process_start_time_seconds", Map.of()))
        .isBetween(1.7e9, System.currentTimeMillis() / 1000.0);
  }

  private static Map<String, String> with(Map<String, String> labels, String key, String value) {
    Map<String, String> more = new HashMap<>(labels);
    more.put(key, value);
    return more;
  }

  @Test
  void everyMetricOfOurs_isDocumented() throws IOException {
    Set<String> documented = names(Files.readString(Path.of("docs/metrics.md")));
    Set<String> ours =
        page.types().keySet().stream()
            .filter(n -> n.startsWith("patchbay_") || n.startsWith("backend_"))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(ours).isNotEmpty().isSubsetOf(documented);
  }

  @Test
  void everyMetricInTheDocument_exists() throws IOException {
    assertThat(names(Files.readString(Path.of("docs/metrics.md")))).isSubsetOf(existing());
  }

  @Test
  void everyMetricOfTheGrafanaDashboard_exists() throws IOException {
    JsonObject dashboard = new JsonObject(Files.readString(Path.of("docs/grafana-dashboard.json")));
    List<String> expressions = strings(dashboard, "expr", "definition");

    assertThat(expressions).hasSizeGreaterThan(10);
    for (String expression : expressions) {
      assertThat(names(expression)).as(expression).isNotEmpty().isSubsetOf(existing());
    }
  }

  /** The names of samples and of families: a histogram may be spoken of as a whole. */
  private static Set<String> existing() {
    Set<String> existing = new TreeSet<>(page.names());
    existing.addAll(page.types().keySet());
    return existing;
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(text);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  /** The texts under these keys, however deep. */
  private static List<String> strings(Object json, String... keys) {
    if (json instanceof JsonArray list) {
      return list.stream().flatMap(v -> strings(v, keys).stream()).toList();
    }
    if (!(json instanceof JsonObject object)) {
      return List.of();
    }
    return object.stream()
        .flatMap(
            entry ->
                entry.getValue() instanceof String text
                    ? List.of(keys).contains(entry.getKey()) ? Stream.of(text) : Stream.empty()
                    : strings(entry.getValue(), keys).stream())
        .toList();
  }
}
