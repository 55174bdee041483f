package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.demo.DemoCluster;
import dev.patchbay.testing.PatchbayProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The packages, made from the jar of this build and the newest JDK of this machine, and the proxy
 * started from them with the rendered files as bpm would start it.
 */
@Tag("packages")
class PackagesTest {
  private static Path scratch;
  private static Path root;
  private static Path jdk;
  private static CompiledPackages packages;

  @BeforeAll
  static void make() throws Exception {
    Path jar = ReleaseDir.PROJECT.resolve("target/patchbay.jar");
    assertThat(jar).as("made by mvn package").isRegularFile();
    jdk = newestJdk();
    // Not below /tmp, which the test takes away from the proxy.
    scratch = Files.createTempDirectory(Path.of("/var/tmp"), "patchbay-packages");
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwxr-xr-x"));
    root = Files.createDirectory(scratch.resolve("vcap"));
    packages = CompiledPackages.make(root, scratch, jdk, jar);
  }

  @AfterAll
  static void remove() throws Exception {
    if (scratch != null) {
      CompiledPackages.delete(scratch);
    }
  }

  private static Path newestJdk() throws IOException {
    Path newest = null;
    for (Path home : ReleaseDir.children(Path.of("/usr/lib/jvm"))) {
      boolean better =
          Files.isExecutable(home.resolve("bin/jlink"))
              && feature(home) >= 17
              && (newest == null || feature(home) > feature(newest));
      newest = better ? home.toRealPath() : newest;
    }
    assertThat(newest).as("a JDK from 17 up in /usr/lib/jvm").isNotNull();
    return newest;
  }

  private static int feature(Path home) throws IOException {
    Path release = home.resolve("release");
    Matcher version =
        Pattern.compile("JAVA_VERSION=\"([0-9]+)")
            .matcher(Files.isRegularFile(release) ? Files.readString(release) : "");
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  @Test
  void runtime_hasOnlyTheModulesThatAreNeeded() throws Exception {
    String java = packages.directory("patchbay-jre").resolve("bin/java").toString();

    Tool modules = Tool.run(java, "--list-modules");

    assertThat(modules.out().lines())
        .hasSizeLessThan(12)
        .anyMatch(m -> m.startsWith("jdk.unsupported@"))
        .noneMatch(m -> m.startsWith("java.desktop@") || m.startsWith("jdk.compiler@"));
  }

  @Test
  void packages_bringTheLicencesOfAllThatIsInThem() throws Exception {
    Path patchbay = packages.directory("patchbay");
    Path runtime = packages.directory("patchbay-jre");

    assertThat(patchbay.resolve("LICENSE")).hasSameTextualContentAs(Path.of("LICENSE"));
    assertThat(patchbay.resolve("NOTICE")).hasSameTextualContentAs(Path.of("NOTICE"));
    for (Path licence : ReleaseDir.children(Path.of("licenses"))) {
      assertThat(patchbay.resolve(licence)).hasSameTextualContentAs(licence);
    }
    // A distribution of the JDK may have it as a link to what jlink brings as well.
    assertThat(runtime.resolve("legal/java.base/LICENSE")).isReadable().isNotEmptyFile();
  }

  @Test
  void archive_isMadeAndUsedFromJdk25On_andOtherwiseItsAbsenceIsSaid() throws Exception {
    boolean archived = Files.exists(packages.directory("patchbay").resolve("lib/patchbay.aot"));
    if (feature(jdk) < 25) {
      assertThat(packages.said("patchbay")).contains("no class-data archive could be made");
      assertThat(archived).isFalse();
      return;
    }

    assertThat(packages.said("patchbay")).contains("made the class-data archive");
    assertThat(archived).isTrue();
    // With "on" Java does not start when it cannot use the archive.
    Tool help =
        Tool.run(
            scratch,
            Map.of("PATCHBAY_JAVA_OPTS", "-XX:AOTMode=on"),
            "",
            List.of(launcher(), "--help"));
    assertThat(help.code()).as(help.err()).isZero();
  }

  private static String launcher() {
    return packages.directory("patchbay").resolve("bin/patchbay").toString();
  }

  @Test
  void launcher_takesMemoryFromTheEnvironment_andBpmsDefaultsAreItsOwn() throws Exception {
    assertThat(memoryFlags(Map.of()))
        .contains("MaxHeapSize=268435456", "MaxDirectMemorySize=536870912");
    assertThat(memoryFlags(Map.of("PATCHBAY_HEAP_MB", "384", "PATCHBAY_DIRECT_MB", "1024")))
        .contains("MaxHeapSize=402653184", "MaxDirectMemorySize=1073741824");
  }

  @Test
  void launcher_givesAnAgentLittle() throws Exception {
    assertThat(flags(Map.of("PATCHBAY_HEAP_MB", "64"), "agent", "--help"))
        .contains("MaxHeapSize=67108864", "MaxNewSize=2097152", "TieredStopAtLevel=1");
    assertThat(flags(Map.of(), "agent", "--help")).doesNotContain("patchbay.aot");
  }

  private static String memoryFlags(Map<String, String> memory) throws Exception {
    return flags(memory, "--help");
  }

  private static String flags(Map<String, String> memory, String... arguments) throws Exception {
    Map<String, String> environment = new java.util.HashMap<>(memory);
    environment.put("PATCHBAY_JAVA_OPTS", "-XX:+PrintFlagsFinal");
    List<String> words = new ArrayList<>(List.of(launcher()));
    words.addAll(List.of(arguments));
    Tool flags = Tool.run(scratch, environment, "", words);
    return flags.err().replaceAll(" *= ", "=");
  }

  @Test
  void configuration_passesCheckConfig() throws Exception {
    Deployment deployment = Deployment.render(root, Rendering.Inputs.ofProxy());

    Tool check =
        Tool.run(launcher(), "check-config", deployment.file("config/proxy.yml").toString());

    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.err()).isEmpty();
    assertThat(check.out()).contains("mysql/aaaa at 10.0.0.1:6033");
  }

  @Test
  void proxy_livesAsBpmLeadsIt_fromPostStartToDrain() throws Exception {
    Vertx vertx = Vertx.vertx();
    DemoCluster cluster = DemoCluster.start(vertx, 1).await(20, TimeUnit.SECONDS);
    Deployment deployment =
        Deployment.render(root, Deployment.inputs(cluster).with("shutdown_delay", 2));
    Map<String, Object> bpm = deployment.process();
    long limit = bytes(ReleaseDir.map(bpm.get("limits")).get("memory").toString());
    try (PatchbayProcess proxy = startAsBpm(bpm, limit)) {
      assertThat(deployment.script("bin/post-start").code()).isZero();
      String started = proxy.awaitLine("Proxy started");
      // Netty's library was found in the package: it could not be unpacked into this /tmp.
      assertThat(started).contains("\"nativeTransport\":true");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> deployment.script("bin/dns/healthy").code() == 0);
      assertThat(proxy.err()).contains("as-bpm:");
      if ("root".equals(System.getProperty("user.name"))) {
        assertThat(status(proxy, "Uid")).startsWith("65534");
      }

      assertSurvivesItsMemoryLimit(deployment, proxy, limit);

      try (Socket session = new Socket(DemoCluster.HOST, port(deployment))) {
        assertThat(session.getInputStream().read()).isNotNegative();
        assertThat(deployment.script("bin/drain").out()).isEqualTo("-1\n");
        assertThat(deployment.script("bin/healthcheck").code()).isEqualTo(1);
      }
      await().until(() -> deployment.script("bin/drain").out().equals("0\n"));
      proxy.terminate();
      assertThat(proxy.exitCode()).isZero();
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
      removeCgroup();
    }
  }

  private static String cgroup() {
    return "patchbay-packages-test-" + ProcessHandle.current().pid();
  }

  private static void removeCgroup() throws IOException {
    for (String parent : List.of("/sys/fs/cgroup/memory", "/sys/fs/cgroup")) {
      Files.deleteIfExists(Path.of(parent, cgroup()));
    }
  }

  private static PatchbayProcess startAsBpm(Map<String, Object> bpm, long limit)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ReleaseDir.PROJECT.resolve("src/test/resources/bosh/as-bpm").toString());
    command.addAll(List.of(cgroup(), "" + limit, "65536"));
    command.add(bpm.get("executable").toString());
    ReleaseDir.list(bpm.get("args")).forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR", "/tmp"));
    return PatchbayProcess.of(builder.start());
  }

  private static void assertSurvivesItsMemoryLimit(
      Deployment deployment, PatchbayProcess proxy, long limit) throws Exception {
    for (int round = 0; round < 5; round++) {
      List<Socket> sessions = new ArrayList<>();
      try {
        for (int i = 0; i < 200; i++) {
          sessions.add(new Socket(DemoCluster.HOST, port(deployment)));
          assertThat(sessions.get(i).getInputStream().read()).isNotNegative();
        }
      } finally {
        for (Socket session : sessions) {
          session.close();
        }
      }
    }
    long peak = Long.parseLong(status(proxy, "VmHWM").replaceAll("\\D", "")) * 1024;
    System.out.printf(
        "%s; peak of resident memory %d MiB of a limit of %d MiB%n",
        proxy.err().lines().findFirst().orElse(""), peak >> 20, limit >> 20);
    assertThat(proxy.isAlive()).isTrue();
    assertThat(peak).isLessThan(limit);
  }

  private static String status(PatchbayProcess proxy, String field) throws IOException {
    return Files.readString(Path.of("/proc/" + proxy.pid() + "/status"))
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  private static long bytes(String size) {
    assertThat(size).endsWith("M");
    return Long.parseLong(size.replace("M", "")) << 20;
  }

  private static int port(Deployment deployment) throws IOException {
    Object config = ReleaseDir.yaml(deployment.file("config/proxy.yml"));
    return (int) ReleaseDir.map(ReleaseDir.map(config).get("Proxy")).get("Port");
  }
}
