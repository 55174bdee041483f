package dev.patchbay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.TestPorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The built jar's class archive, with each JDK of this machine that can run the proxy. */
@Tag("acceptance")
class ArchiveAcceptanceTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path home;

  /** One of each version: JDKs have several names. */
  static Stream<Path> jdks() throws IOException {
    TreeMap<String, Path> byVersion = new TreeMap<>();
    try (Stream<Path> found = Files.list(Path.of("/usr/lib/jvm"))) {
      for (Path jdk : found.filter(j -> Files.isExecutable(j.resolve("bin/java"))).toList()) {
        String version = version(jdk);
        if (Integer.parseInt(version.split("\\D")[0]) >= 17) {
          byVersion.put(version, jdk);
        }
      }
    }
    return byVersion.values().stream();
  }

  private static String version(Path jdk) throws IOException {
    return Files.readAllLines(jdk.resolve("release")).stream()
        .filter(l -> l.startsWith("JAVA_VERSION="))
        .map(l -> l.replaceAll(".*\"(.*)\"", "$1"))
        .findFirst()
        .orElse("0");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void secondStart_takesItsClassesFromTheArchive(Path jdk) throws Exception {
    layOut(jdk);
    Path classes = home.resolve("classes.log");

    Command.run(LIMIT, List.of(launcher(), "make-archive"));
    String errors = startAndStop("-Xlog:class+load:file=" + classes);

    assertThat(errors).isEmpty();
    List<String> ours =
        Files.readAllLines(classes).stream()
            .filter(l -> l.matches(".*] (dev\\.patchbay|io\\.netty|io\\.vertx)\\.[\\w.]* source.*"))
            .toList();
    assertThat(ours).hasSizeGreaterThan(500);
    assertThat(ours.stream().filter(l -> !l.contains("shared objects file")))
        .hasSizeLessThan(ours.size() / 50);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void archiveThatDoesNotFitTheFlags_isPassedOverWithoutAWord(Path jdk) throws Exception {
    layOut(jdk);

    Command.run(LIMIT, List.of(launcher(), "make-archive"));

    for (String flags :
        List.of(
            "-Xshare:off",
            "--add-opens java.base/java.util=ALL-UNNAMED",
            "-XX:-UseCompressedOops",
            "-XX:-UseSerialGC -XX:+UseG1GC")) {
      assertThat(startAndStop(flags)).as(flags).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void fileThatIsNoArchive_isPassedOverWithoutAWord(Path jdk) throws Exception {
    layOut(jdk);

    Command.run(LIMIT, List.of(launcher(), "make-archive"));
    Path archive = archive();
    String garbage = "not an archive ".repeat(1000);
    Files.delete(archive);
    String name = archive.getFileName().toString();
    Files.writeString(
        archive.resolveSibling(name.replaceFirst("\\.[0-9]+\\.", "." + garbage.length() + ".")),
        garbage);

    assertThat(startAndStop("")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void archiveThatIsCutShort_isMadeAnew(Path jdk) throws Exception {
    layOut(jdk);
    Command.run(LIMIT, List.of(launcher(), "make-archive"));
    Path archive = archive();
    long size = Files.size(archive);
    try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      file.truncate(size / 2);
    }

    String errors = startAndStop("");

    assertThat(errors).contains("making").doesNotContain("failed");
    assertThat(Files.size(archive())).isGreaterThan(size / 2);
    assertThat(startAndStop("")).isEmpty();
  }

  private Path archive() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("target"))) {
      List<Path> archives = files.filter(f -> f.toString().endsWith(".archive")).toList();
      assertThat(archives).hasSize(1);
      return archives.get(0);
    }
  }

  /** A release with the launcher and the jar, for which this is the only JDK. */
  private void layOut(Path jdk) throws IOException {
    Files.createDirectories(home.resolve("target"));
    Files.copy(Path.of("target/patchbay.jar"), home.resolve("target/patchbay.jar"));
    String script =
        Files.readString(Path.of("patchbay"))
            .replace("/usr/lib/jvm/*", jdk.toString())
            .replace("command -v java ", "false ");
    Files.writeString(home.resolve("patchbay"), script);
    assertThat(home.resolve("patchbay").toFile().setExecutable(true)).isTrue();
  }

  private String launcher() {
    return home.resolve("patchbay").toString();
  }

  /** Starts the proxy, stops it, and returns its standard error; all else it says must be JSON. */
  private String startAndStop(String flags) throws Exception {
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(launcher(), "-config", config());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATCHBAY_JAVA_OPTS", flags);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      Awaitility.await(flags)
          .atMost(LIMIT)
          .until(
              () -> !process.isAlive() || Files.readString(out).contains("patchbay.Proxy started"));
      process.destroy();
      assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readAllLines(out)).isNotEmpty().allSatisfy(JsonObject::new);
    return Files.readString(err);
  }

  private static String config() throws IOException {
    List<Integer> ports = TestPorts.find(5);
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: proxy, Password: secret}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 1000
          Backends:
          - {Name: node, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: status}
        """
        .formatted(
            ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), ports.get(4));
  }
}
