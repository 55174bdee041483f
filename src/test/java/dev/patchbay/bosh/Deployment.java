package dev.patchbay.bosh;

import dev.patchbay.bosh.Rendering.Inputs;
import dev.patchbay.demo.DemoCluster;
import dev.patchbay.demo.StandInNode;
import dev.patchbay.testing.PatchbayProcess;
import dev.patchbay.testing.TestPorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The job proxy on a machine whose {@code /var/vcap} is a directory of a test. */
final class Deployment {
  private final Path root;
  private final Rendering rendering;

  private Deployment(Path root, Rendering rendering) {
    this.root = root;
    this.rendering = rendering;
  }

  /** Free ports for the proxy, and the node of a cluster of stand-ins behind it. */
  static Inputs inputs(DemoCluster cluster) throws IOException {
    List<Integer> ports = TestPorts.find(4);
    StandInNode node = cluster.nodes().get(0);
    JsonObject mysql = Inputs.link(Map.of("port", node.port()));
    mysql.getJsonArray("instances").add(Inputs.instance("mysql", "aaaa", 0, DemoCluster.HOST));
    return Inputs.ofProxy()
        .withLink("mysql", mysql)
        .withLink("galera-agent", "port", node.agentPort())
        .with("port", ports.get(0))
        .with("api_port", ports.get(1))
        .with("api_aggregator_port", ports.get(2))
        .with("health_port", ports.get(3))
        .with("startup_delay", 0);
  }

  /** Renders all files of the job into {@code jobs/proxy} below the root. */
  static Deployment render(Path root, Inputs inputs) throws Exception {
    Deployment deployment = new Deployment(root, Rendering.of("proxy", inputs));
    for (Map.Entry<String, String> file : deployment.rendering.all().entrySet()) {
      Path path = root.resolve("jobs/proxy").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, deployment.here(file.getValue()));
      String mode = file.getKey().startsWith("bin/") ? "rwxr-xr-x" : "rw-r--r--";
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
    Files.createDirectories(root.resolve("sys/log/proxy"));
    return deployment;
  }

  /** Starts the proxy with what was rendered, and waits until it says so. */
  PatchbayProcess start() throws Exception {
    Files.createDirectories(root.resolve("packages/proxy/static"));
    PatchbayProcess proxy = PatchbayProcess.start("-configPath=" + file("config/proxy.yml"));
    proxy.awaitLine("Proxy started");
    return proxy;
  }

  private String here(String text) {
    return text.replace("/var/vcap", root.toString());
  }

  Path root() {
    return root;
  }

  Path file(String name) {
    return root.resolve("jobs/proxy").resolve(name);
  }

  /** What bpm is told of the one process. */
  Map<String, Object> process() throws IOException {
    Object bpm = ReleaseDir.yaml(file("config/bpm.yml"));
    return ReleaseDir.map(ReleaseDir.list(ReleaseDir.map(bpm).get("processes")).get(0));
  }

  /** Runs a script of the job, without the environment of this process. */
  Tool script(String name, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "-i",
                "PATH=/usr/bin:/bin",
                "http_proxy=http://127.0.0.1:1",
                file(name).toString()));
    command.addAll(List.of(arguments));
    return Tool.run(root, Map.of(), "", command);
  }
}
