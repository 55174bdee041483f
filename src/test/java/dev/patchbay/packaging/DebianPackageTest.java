package dev.patchbay.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.bosh.Tool;
import dev.patchbay.demo.DemoCluster;
import dev.patchbay.demo.StandInNode;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Debian package, installed in a Debian of its own and led by its systemd. */
@Tag("packages")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DebianPackageTest {
  private static final double MOST_EXPOSURE = 2.0;

  private static Vertx vertx;
  private static DemoCluster cluster;
  private static DebianMachine machine;
  private static Tool installed;

  @BeforeAll
  static void install() throws Exception {
    Path deb = Release.get().file("*_all.deb");
    vertx = Vertx.vertx();
    cluster = DemoCluster.start(vertx, 1).await(60, TimeUnit.SECONDS);
    machine = DebianMachine.create();
    Files.copy(deb, machine.path("/root/patchbay.deb"), StandardCopyOption.REPLACE_EXISTING);
    installed =
        machine.runOff(
            "apt-get", "-qq", "install", "--yes", "--no-install-recommends", "/root/patchbay.deb");
    machine.boot();
  }

  @AfterAll
  static void remove() throws Exception {
    if (machine != null) {
      machine.close();
    }
    if (vertx != null) {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  private static String configuration(List<Integer> ports, int timeoutMillis) {
    StandInNode node = cluster.nodes().get(0);
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}
        StateFile: /var/lib/patchbay/state.json
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: %d
          ShutdownDelaySeconds: 2
          Backends:
          - {Name: node/0, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: api/v1/status}
        """
        .formatted(
            ports.get(0),
            ports.get(1),
            ports.get(2),
            ports.get(3),
            timeoutMillis,
            node.port(),
            node.agentPort());
  }

  @Test
  void service_startsReloadsDrainsAndStops_asItsUnitSays() throws Exception {
    assertThat(installed.code()).as(installed.out() + installed.err()).isZero();
    List<Integer> ports = TestPorts.find(4);
    Path file = machine.path("/etc/patchbay/config.yml");
    assertThat(machine.run("systemctl", "is-active", "patchbay").out()).isEqualTo("inactive\n");
    assertThat(machine.succeed("stat", "-c", "%U:%G %a", "/etc/patchbay/config.yml"))
        .isEqualTo("root:patchbay 640\n");

    Files.writeString(file, configuration(ports, 20_000));
    machine.succeed("systemctl", "start", "patchbay");
    // It is ready by then: no waiting here.
    try (Socket health = new Socket("127.0.0.1", ports.get(0));
        Socket session = new Socket("127.0.0.1", ports.get(3))) {
      assertThat(health.isConnected()).isTrue();
      assertThat(session.getInputStream().read()).isNotNegative();
    }
    assertThat(machine.succeed("journalctl", "-u", "patchbay", "-o", "cat"))
        .contains("\"nativeTransport\":true");
    assertThat(user()).isEqualTo("patchbay");
    machine.succeed("patchbay", "ctl", "-c", "/etc/patchbay/config.yml", "pingdb");

    Files.writeString(file, configuration(ports, 21_000));
    machine.succeed("systemctl", "reload", "patchbay");
    Tool loaded = awaitJournal("Proxy.HealthcheckTimeoutMillis: 20000 -> 21000");
    Files.writeString(file, "Proxy: 3");
    Tool refused = machine.run("systemctl", "reload", "patchbay");
    assertThat(loaded.code()).isZero();
    assertThat(refused.code()).isNotZero();
    assertThat(machine.succeed("systemctl", "is-active", "patchbay")).isEqualTo("active\n");

    long began = System.nanoTime();
    machine.succeed("systemctl", "stop", "patchbay");
    assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.SECONDS.toNanos(2));
    assertThat(machine.succeed("systemctl", "show", "patchbay", "-p", "Result", "-p", "NRestarts"))
        .contains("Result=success", "NRestarts=0");
  }

  private static String user() throws Exception {
    String pid = machine.succeed("systemctl", "show", "patchbay", "--value", "-p", "MainPID");
    return machine.succeed("stat", "-c", "%U", "/proc/" + pid.strip()).strip();
  }

  private static Tool awaitJournal(String text) {
    return org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofMinutes(1))
        .until(
            () -> machine.run("journalctl", "-u", "patchbay", "-o", "cat"),
            journal -> journal.out().contains(text));
  }

  @Test
  void package_thatIsRemovedAndInstalledAnew_isNotStartedAtBoot_andMindsNoUserWithoutAGroup()
      throws Exception {
    Path atBoot = machine.path("/etc/systemd/system/multi-user.target.wants/patchbay.service");
    machine.succeed("systemctl", "enable", "patchbay");
    assertThat(atBoot).isSymbolicLink();

    machine.succeed("apt-get", "-qq", "purge", "--yes", "patchbay");

    assertThat(Files.isSymbolicLink(atBoot)).isFalse();
    machine.succeed("userdel", "patchbay");
    machine.run("groupdel", "patchbay");
    machine.succeed("useradd", "--system", "--gid", "nogroup", "patchbay");
    machine.succeed(
        "apt-get", "-qq", "install", "--yes", "--no-install-recommends", "/root/patchbay.deb");
    assertThat(machine.succeed("stat", "-c", "%U:%G %a", "/etc/patchbay/config.yml"))
        .isEqualTo("root:patchbay 640\n");
  }

  @Test
  void unit_exposesLittle() throws Exception {
    String judged = machine.succeed("systemd-analyze", "security", "--no-pager", "patchbay");

    String level = judged.replaceAll("(?s).*Overall exposure level[^:]*: ([0-9.]+).*", "$1");
    assertThat(Double.parseDouble(level)).isLessThanOrEqualTo(MOST_EXPOSURE);
  }

  @Test
  void files_areTheLauncherItsArchiveTheLicencesAndTheManualPage() throws Exception {
    assertThat(machine.path("/usr/share/doc/patchbay/NOTICE"))
        .hasSameTextualContentAs(Path.of("NOTICE"));
    try (var licences = Files.list(Path.of("licenses"))) {
      licences.forEach(
          licence ->
              assertThat(machine.path("/usr/share/doc/patchbay").resolve(licence))
                  .hasSameTextualContentAs(licence));
    }
    assertThat(machine.path("/usr/share/man/man1/patchbay-ctl.1.gz")).isNotEmptyFile();
    assertThat(machine.succeed("ls", "/usr/lib/patchbay")).contains(".archive\n");
    assertThat(machine.succeed("patchbay", "--version")).contains("1.0.0");
  }
}
