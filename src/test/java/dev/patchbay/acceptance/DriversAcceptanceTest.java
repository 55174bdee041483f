package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.testing.GoProgram;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Applications in PHP, Python, JavaScript, Go and Java, each with its pool, at the listener that
 * follows MySQL before a real cluster, whose operator cuts all their sessions again and again.
 * {@code PATCHBAY_DRIVER_CUTS} (14) says how often.
 */
@Tag("acceptance")
class DriversAcceptanceTest {
  private static final GaleraCluster CLUSTER = new GaleraCluster();
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String SCRIPTS = "src/test/resources/drivers/";
  private static final String PASSWORD = "driver-password";

  /** A multiple of 6: of each kind as many are amid a command as are not. */
  private static final int CLIENTS = 72;

  private static final int CUTS =
      Integer.parseInt(System.getenv().getOrDefault("PATCHBAY_DRIVER_CUTS", "14"));

  /** What all clients of a program met, by when they did. */
  private static final Map<String, Map<String, DriverReport>> MET = new TreeMap<>();

  private static final Map<String, Integer> SESSIONS_CUT = new HashMap<>();

  @TempDir static Path directory;

  private static ProxyProcess proxy;
  private static List<DriverProgram> programs;

  @BeforeAll
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  static void cutThemAll() throws Exception {
    CLUSTER.up();
    int aware = TestPorts.find(1).get(0);
    ProxyConfigText config = ProxyConfigText.of(CLUSTER, ActiveNodePolicy.STICKY);
    String more = "Listeners:\n  - Name: aware\n    Port: %d\n    Protocol: mysql\n";
    // A busy machine is no reason to leave a node: only the operator is to cut.
    String patient =
        config
            .yaml()
            .replaceFirst("HealthcheckTimeoutMillis: \\d+", "HealthcheckTimeoutMillis: 30000");
    proxy = ProxyProcess.start(config.with(patient + more.formatted(aware)), directory);
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      int each = node;
      await().atMost(LONG).until(() -> proxy.backend(each).healthy());
    }
    programs = start(aware);
    for (DriverProgram program : programs) {
      MET.put(program.name(), new TreeMap<>());
    }
    for (int cut = 0; cut < CUTS; cut++) {
      if (cut % 2 == 0) {
        cutHalfOfThemWithinACommand();
      } else {
        cutAnyhow();
      }
    }
    SESSIONS_CUT.forEach(
        (name, cut) -> System.out.printf("%s, %d cuts: %s%n", name, cut, MET.get(name)));
  }

  @AfterAll
  static void stop() throws Exception {
    if (programs != null) {
      for (DriverProgram program : programs) {
        program.close();
      }
    }
    if (proxy != null) {
      proxy.close();
    }
  }

  private static List<DriverProgram> start(int port) throws IOException {
    Path go = directory.resolve("pool");
    GoProgram.build(SCRIPTS + "pool.go", go);
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.patchbay.acceptance.HikariProgram");
    Map<String, List<String>> words = new TreeMap<>();
    words.put("php", List.of("php", SCRIPTS + "clients.php"));
    words.put("python", List.of("/usr/bin/python3", SCRIPTS + "pools.py"));
    words.put("node", List.of("node", SCRIPTS + "pool.js"));
    words.put("go", List.of(go.toString()));
    words.put("mariadb-java", plus(java, "mariadb"));
    words.put("mysql-java", plus(java, "mysql"));
    Map<String, String> environment =
        Map.of("NODE_PATH", Command.run(LONG, List.of("acceptance/lib/mysql2")));
    List<DriverProgram> started = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : words.entrySet()) {
      String user = each.getKey();
      CLUSTER.sql(
          0,
          "CREATE OR REPLACE USER '%s'@'%%' IDENTIFIED BY '%s'; GRANT ALL ON app.* TO '%s'@'%%'"
              .formatted(user, PASSWORD, user));
      started.add(
          new DriverProgram(
              user,
              plus(each.getValue(), "127.0.0.1", "" + port, user, PASSWORD, "" + CLIENTS),
              environment,
              directory));
    }
    return started;
  }

  private static List<String> plus(List<String> words, String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  private static void cutHalfOfThemWithinACommand() throws Exception {
    // Once it is given back their server hears that they are gone; else it would keep them.
    try (Connection held = GaleraCluster.connect(CLUSTER.port(proxy.activeNode()));
        Statement statement = held.createStatement()) {
      statement.execute("SELECT GET_LOCK('held', 60)");
      programs.forEach(program -> program.tell("hold"));
      await().atMost(LONG).untilAsserted(DriversAcceptanceTest::assertHalfOfThemWait);
      cut();
      collect("within");
    }

    programs.forEach(program -> program.tell("use"));
    collect("between");
  }

  private static void assertHalfOfThemWait() {
    Map<String, List<JsonObject>> sessions = sessions();
    for (DriverProgram program : programs) {
      assertThat(sessions.get(program.name())).as(program.name()).hasSize(CLIENTS);
      assertThat(outstanding(sessions, program))
          .as(() -> program.name() + ": " + sessions.get(program.name()))
          .isEqualTo(CLIENTS / 2);
    }
  }

  private static void cutAnyhow() throws Exception {
    programs.forEach(program -> program.tell("busy"));
    awaitBusy();
    cut();
    awaitBusy();
    programs.forEach(program -> program.tell("calm"));
    collect("anyhow");
  }

  private static void awaitBusy() {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              Map<String, List<JsonObject>> sessions = sessions();
              assertThat(programs)
                  .allSatisfy(
                      program ->
                          assertThat(outstanding(sessions, program))
                              .as(program.name())
                              .isPositive());
            });
  }

  private static void cut() {
    sessions().forEach((name, sessions) -> SESSIONS_CUT.merge(name, sessions.size(), Integer::sum));
    proxy.ask("POST", "/v0/switchover", new JsonObject().put("message", "a cut"));
  }

  private static void collect(String when) throws Exception {
    for (DriverProgram program : programs) {
      MET.get(program.name()).merge(when, program.answer(), DriverReport::plus);
    }
  }

  private static long outstanding(Map<String, List<JsonObject>> sessions, DriverProgram program) {
    return sessions.getOrDefault(program.name(), List.of()).stream()
        .filter(mysql -> mysql.getInteger("outstanding") > 0)
        .count();
  }

  /** What is known of each session that has logged in, by its user. */
  private static Map<String, List<JsonObject>> sessions() {
    Map<String, List<JsonObject>> byUser = new HashMap<>();
    proxy
        .ask("GET", "/v0/sessions?listener=aware&limit=1000", new JsonObject())
        .getJsonArray("sessions")
        .stream()
        .map(session -> ((JsonObject) session).getJsonObject("mysql"))
        .filter(mysql -> mysql != null && "commands".equals(mysql.getString("phase")))
        .forEach(m -> byUser.computeIfAbsent(m.getString("user"), u -> new ArrayList<>()).add(m));
    return byUser;
  }

  @ParameterizedTest
  @MethodSource("dev.patchbay.acceptance.DriverExpectation#all")
  void noAnswerIsWrong(DriverExpectation driver) {
    Map<String, DriverReport> met = MET.get(driver.name());

    assertThat(met).containsOnlyKeys("within", "between", "anyhow");
    met.forEach(
        (when, report) -> {
          assertThat(report.wrong()).as(when).isEmpty();
          assertThat(report.answered()).as(when).isPositive();
        });
    // HikariCP makes its connections one by one, and may not have all again yet.
    assertThat(SESSIONS_CUT.get(driver.name())).isGreaterThan(CUTS * CLIENTS / 2);
  }

  @ParameterizedTest
  @MethodSource("dev.patchbay.acceptance.DriverExpectation#all")
  void everyCommandUnderWay_endsWithAnErrorThatSaysSo(DriverExpectation driver) {
    DriverReport within = MET.get(driver.name()).get("within");

    assertThat(within.errors()).containsOnlyKeys(driver.within());
    assertThat(within.errors().values().stream().mapToInt(count -> count).sum())
        .isEqualTo((CUTS + 1) / 2 * CLIENTS / 2);
  }

  @ParameterizedTest
  @MethodSource("dev.patchbay.acceptance.DriverExpectation#all")
  void everyIdleConnection_isMadeAnewAsTheDriverDoes(DriverExpectation driver) {
    DriverReport between = MET.get(driver.name()).get("between");

    assertThat(between.errors().keySet()).isSubsetOf(driver.between());
    assertThat(between.answered()).isEqualTo((CUTS + 1) / 2 * CLIENTS);
    assertThat(between.again()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.patchbay.acceptance.DriverExpectation#all")
  void cutAnywhere_isNoOtherError(DriverExpectation driver) {
    DriverReport anyhow = MET.get(driver.name()).get("anyhow");

    assertThat(anyhow.errors().keySet()).isSubsetOf(driver.anyhow());
    assertThat(anyhow.again().keySet()).isSubsetOf(driver.again());
  }
}
