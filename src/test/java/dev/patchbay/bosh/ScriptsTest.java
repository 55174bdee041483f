package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.bosh.Rendering.Inputs;
import dev.patchbay.demo.DemoCluster;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestCertificates;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts of the job proxy, run against a real proxy with the configuration that was rendered.
 */
class ScriptsTest {
  @TempDir private Path root;
  private final Vertx vertx = Vertx.vertx();
  private DemoCluster cluster;
  private Inputs inputs;
  private Deployment deployment;
  private PatchbayProcess proxy;

  @BeforeEach
  void startNode() throws Exception {
    cluster = DemoCluster.start(vertx, 1).await(20, TimeUnit.SECONDS);
    inputs = Deployment.inputs(cluster);
  }

  @AfterEach
  void stop() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  private void startProxy() throws Exception {
    deployment = Deployment.render(root, inputs);
    proxy = deployment.start();
  }

  private void awaitExit(String script, int code) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> deployment.script(script).code(), found -> found == code);
  }

  @Test
  void dnsHealthy_is0WhenANodeAnswers_and2WhenNoneIsFit() throws Exception {
    startProxy();

    awaitExit("bin/dns/healthy", 0);
    cluster.nodes().get(0).sick();

    awaitExit("bin/dns/healthy", 2);
  }

  @Test
  void dnsHealthy_is1WhenTheProxyHangs_and2WhenItIsNotThere() throws Exception {
    startProxy();
    awaitExit("bin/dns/healthy", 0);

    Tool.run("kill", "-STOP", "" + proxy.pid());
    long start = System.nanoTime();
    Tool hanging = deployment.script("bin/dns/healthy");
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    proxy.close();
    proxy.exitCode();
    Tool gone = deployment.script("bin/dns/healthy");

    assertThat(hanging.code()).isEqualTo(1);
    assertThat(took).isLessThan(Duration.ofSeconds(25));
    assertThat(gone.code()).isEqualTo(2);
  }

  @Test
  void dnsHealthy_is2WithTheWrongPassword() throws Exception {
    startProxy();
    awaitExit("bin/dns/healthy", 0);

    Path login = deployment.file("config/api.curl");
    Files.writeString(login, Files.readString(login).replace("secret", "wrong"));

    assertThat(deployment.script("bin/dns/healthy").code()).isEqualTo(2);
  }

  @Test
  void scripts_workOverTls_withAPasswordOfAnyCharacters() throws Exception {
    TestCertificates.Server server = TestCertificates.authority().server("proxy.example.com");
    inputs
        .with("api_password", "p\"a\\s's$(x)`y` #ä:%n\\n")
        .with("api_tls.enabled", true)
        .with("api_tls.certificate", server.certificatePem())
        .with("api_tls.private_key", server.keyPem());

    startProxy();

    awaitExit("bin/dns/healthy", 0);
    assertThat(deployment.script("bin/healthcheck").code()).isZero();
    assertThat(deployment.script("bin/reload").code()).isZero();
    assertThat(deployment.script("bin/drain").out()).isEqualTo("-1\n");
    assertThat(deployment.script("bin/healthcheck").code()).isEqualTo(1);
  }

  @Test
  void ctl_speaksToTheProxyOfTheJob_withoutBeingToldAnything() throws Exception {
    TestCertificates.Server server = TestCertificates.authority().server("proxy.example.com");
    inputs
        .with("api_password", "p\"a\\s's$(x)`y` #ä:%n\\n")
        .with("api_tls.enabled", true)
        .with("api_tls.certificate", server.certificatePem())
        .with("api_tls.private_key", server.keyPem());
    startProxy();
    Path launcher = root.resolve("packages/patchbay/bin/patchbay");
    Files.createDirectories(launcher.getParent());
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec %s/bin/java -cp '%s' dev.patchbay.cli.Main \"$@\"\n"
            .formatted(System.getProperty("java.home"), System.getProperty("java.class.path")));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    awaitExit("bin/dns/healthy", 0);

    Tool status = deployment.script("bin/ctl", "status");
    Tool off = deployment.script("bin/ctl", "traffic", "off", "-m", "two words");
    Tool after = deployment.script("bin/ctl", "status");

    assertThat(status.code()).as(status.err()).isZero();
    assertThat(status.out()).contains("Active:   mysql/aaaa");
    assertThat(off.code()).as(off.err()).isZero();
    assertThat(after.code()).isEqualTo(1);
    assertThat(after.out()).contains("two words");
  }

  @Test
  void reload_takesOverWhatWasChangedByHand_andSaysWhatOrWhyNot() throws Exception {
    startProxy();
    Path config = deployment.file("config/proxy.yml");
    String before = Files.readString(config);

    Files.writeString(config, before.replace("5000", "4000"));
    Tool applied = deployment.script("bin/reload");
    Files.writeString(config, before.replace("5000", "never"));
    Tool invalid = deployment.script("bin/reload");
    Files.writeString(config, before.replace("\"StaticDir\"", "\"Static\""));
    Tool restart = deployment.script("bin/reload");
    proxy.close();
    proxy.exitCode();
    Tool gone = deployment.script("bin/reload");

    assertThat(applied.out()).contains("Proxy.HealthcheckTimeoutMillis: 5000 -> 4000");
    assertThat(applied.code()).isZero();
    assertThat(invalid.out()).contains("faults", "Proxy.HealthcheckTimeoutMillis", "never");
    assertThat(invalid.code()).isEqualTo(1);
    assertThat(restart.out()).contains("needsRestart", "StaticDir");
    assertThat(restart.code()).isEqualTo(1);
    assertThat(gone.out()).isEmpty();
    assertThat(gone.code()).isEqualTo(2);
  }

  @Test
  void reload_is2WithTheWrongPassword() throws Exception {
    startProxy();
    Path login = deployment.file("config/api.curl");
    Files.writeString(login, Files.readString(login).replace("secret", "wrong"));

    assertThat(deployment.script("bin/reload").code()).isEqualTo(2);
  }

  @Test
  void postStart_waitsForTheProxy() throws Exception {
    startProxy();

    assertThat(deployment.script("bin/post-start").code()).isZero();
  }

  @Test
  void healthcheck_works_whenHealthAndApiShareAPort() throws Exception {
    deployment = Deployment.render(root, inputs);
    Object config = ReleaseDir.yaml(deployment.file("config/proxy.yml"));
    inputs.with("health_port", ReleaseDir.map(ReleaseDir.map(config).get("API")).get("Port"));
    startProxy();

    assertThat(deployment.script("bin/healthcheck").code()).isZero();
    proxy.close();
    proxy.exitCode();
    assertThat(deployment.script("bin/healthcheck").code()).isEqualTo(1);
  }
}
