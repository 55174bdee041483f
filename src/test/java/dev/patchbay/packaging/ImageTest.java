package dev.patchbay.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.bosh.Tool;
import dev.patchbay.demo.DemoCluster;
import dev.patchbay.demo.StandInNode;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The image, loaded by podman into a storage of its own and run without any right. */
@Tag("packages")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ImageTest {
  private static final long MOST_BYTES = 150_000_000;

  private static Path directory;
  private static String image;

  @BeforeAll
  static void load() throws Exception {
    Path archive = Release.get().file("patchbay-image-*.tar");
    // Podman takes no longer path than 50 characters.
    directory = Files.createTempDirectory(Path.of("/var/tmp"), "pb");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    String loaded = succeed("load", "--quiet", "--input", archive.toString());
    image = loaded.strip().replaceFirst("^Loaded image: ", "");
  }

  @AfterAll
  static void remove() throws Exception {
    if (directory != null) {
      podman("rm", "--all", "--force", "--time", "0");
      podman("rmi", "--all", "--force");
      Tool.run("umount", directory.resolve("storage/overlay").toString());
      Release.succeed(
          directory.getParent(), "rm", "-rf", "--one-file-system", directory.toString());
    }
  }

  private static Tool podman(String... arguments) throws Exception {
    String driver =
        Files.readString(Path.of("/proc/filesystems")).contains("\toverlay\n") ? "overlay" : "vfs";
    List<String> words =
        new ArrayList<>(List.of("podman", "--runtime", "runc", "--storage-driver", driver));
    words.addAll(List.of("--root", directory.resolve("storage").toString()));
    words.addAll(List.of("--runroot", directory.resolve("run").toString()));
    words.addAll(List.of("--tmpdir", directory.resolve("tmp").toString()));
    words.addAll(List.of("--cgroup-manager", "cgroupfs", "--events-backend", "none"));
    words.addAll(Arrays.asList(arguments));
    return Tool.run(directory, Map.of(), "", words);
  }

  private static String succeed(String... arguments) throws Exception {
    Tool tool = podman(arguments);
    assertThat(tool.code()).as(List.of(arguments) + "\n" + tool.out() + tool.err()).isZero();
    return tool.out();
  }

  private static void start(String name, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("run", "--detach", "--name=" + name));
    words.addAll(List.of("--network=host", "--read-only", "--cap-drop=all"));
    words.add("--security-opt=no-new-privileges");
    // No systemd here that would ask for it by itself, and no right to a higher limit.
    words.addAll(List.of("--health-interval=disable", "--ulimit=nofile=4096:4096"));
    words.add("--ulimit=nproc=4096:4096");
    words.addAll(List.of(more));
    succeed(words.toArray(String[]::new));
  }

  private static String inspect(String format) throws Exception {
    return succeed("image", "inspect", "--format", format, image).strip();
  }

  @Test
  void image_isSmall_runsAsNobody_andHasAHealthCheckWithoutAShell() throws Exception {
    assertThat(Long.parseLong(inspect("{{.Size}}"))).isLessThan(MOST_BYTES);
    assertThat(inspect("{{.Config.User}}")).isEqualTo("65532:65532");
    assertThat(inspect("{{.Config.Healthcheck.Test}}"))
        .startsWith("[CMD /opt/patchbay/runtime/bin/java ")
        .endsWith(" pingdb]");
    for (String shell : List.of("/bin/sh", "/bin/bash")) {
      Tool run =
          podman(
              "run",
              "--rm",
              "--network=host",
              "--ulimit=nofile=4096:4096",
              "--ulimit=nproc=4096:4096",
              "--health-interval=disable",
              "--entrypoint",
              shell,
              image);
      assertThat(run.err()).as(shell).contains("no such file or directory");
      assertThat(run.code()).as(shell).isNotZero();
    }
  }

  @Test
  void container_servesIsHealthyAndStopsAsAsked() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      DemoCluster cluster = DemoCluster.start(vertx, 1).await(60, TimeUnit.SECONDS);
      List<Integer> ports = TestPorts.find(4);
      Path file = Files.writeString(directory.resolve("config.yml"), configuration(cluster, ports));
      start("proxy", "--volume=" + file + ":/etc/patchbay/config.yml:ro", image);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> podman("healthcheck", "run", "proxy").code() == 0);

      try (Socket session = new Socket("127.0.0.1", ports.get(3))) {
        assertThat(session.getInputStream().read()).isNotNegative();
      }
      assertThat(podman("logs", "proxy").out()).contains("\"nativeTransport\":true");
      cluster.nodes().get(0).sick();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> podman("healthcheck", "run", "proxy").code() != 0);
      succeed("stop", "--time", "60", "proxy");
      assertThat(succeed("inspect", "--format", "{{.State.ExitCode}}", "proxy").strip())
          .isEqualTo("0");
    } finally {
      vertx.close().await(60, TimeUnit.SECONDS);
    }
  }

  /** As kubernetes/agent-sidecar.yml has it. */
  @Test
  void agent_answersWithFlagsOfItsOwn() throws Exception {
    int port = TestPorts.find(1).get(0);
    start(
        "agent",
        "--entrypoint",
        "[\"/opt/patchbay/runtime/bin/java\", \"@/opt/patchbay/agent.options\", \"-jar\","
            + " \"/opt/patchbay/patchbay.jar\"]",
        image,
        "agent",
        "--port",
        String.valueOf(port),
        "--mysql-port",
        "1");

    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> get("http://127.0.0.1:" + port + "/api/v1/status").contains("healthy"));
    assertThat(succeed("top", "agent", "args")).contains("@/opt/patchbay/agent.options");
    succeed("stop", "--time", "60", "agent");
  }

  private static String get(String url) throws IOException {
    try (InputStream answer = URI.create(url).toURL().openStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String configuration(DemoCluster cluster, List<Integer> ports) {
    StandInNode node = cluster.nodes().get(0);
    return """
        BindAddress: 127.0.0.1
        HealthPort: %d
        API: {Port: %d, AggregatorPort: %d, Username: u, Password: p}
        Proxy:
          Port: %d
          HealthcheckTimeoutMillis: 20000
          Backends:
          - {Name: node/0, Host: 127.0.0.1, Port: %d, StatusPort: %d, StatusEndpoint: api/v1/status}
        """
        .formatted(
            ports.get(0), ports.get(1), ports.get(2), ports.get(3), node.port(), node.agentPort());
  }
}
