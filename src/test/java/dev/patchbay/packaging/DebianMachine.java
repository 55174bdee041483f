package dev.patchbay.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.bosh.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Debian in a container of its own, whose first process is systemd; its network is this
 * machine's, so that it reaches the stand-ins of a test. What it writes is in a layer over the base
 * that all tests share.
 */
final class DebianMachine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path directory;
  private final Path root;
  private Process nspawn;
  private long init;

  private DebianMachine(Path directory) {
    this.directory = directory;
    this.root = directory.resolve("root");
  }

  /** A new one, which is off. */
  static DebianMachine create() throws Exception {
    String base =
        Release.succeed(Release.PROJECT, "packaging/image/debian-base").lines().findFirst().get();
    // Beside the base, where an overlay may be.
    DebianMachine machine =
        new DebianMachine(Files.createTempDirectory(Path.of(base).getParent(), "patchbay-debian"));
    for (String part : List.of("root", "upper", "work")) {
      Files.createDirectory(machine.directory.resolve(part));
    }
    Release.succeed(
        machine.directory,
        "mount",
        "-t",
        "overlay",
        "overlay",
        "-o",
        "lowerdir=" + base + ",upperdir=upper,workdir=work",
        "root");
    // Without one systemd takes this for the first start of all, and enables every service.
    Files.writeString(machine.root.resolve("etc/machine-id"), "0".repeat(31) + "1\n");
    return machine;
  }

  /** A file in it, as this machine sees it. */
  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** Runs a command in it while it is off. */
  Tool runOff(String... command) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe"));
    words.addAll(List.of("-D", root.toString(), "--"));
    words.addAll(List.of(command));
    return Tool.run(directory, Map.of(), "", words);
  }

  /** Starts it, and waits until systemd has started what there is. */
  void boot() throws Exception {
    nspawn =
        new ProcessBuilder(
                "systemd-nspawn",
                "--quiet",
                "--boot",
                "--register=no",
                "--keep-unit",
                "--console=pipe",
                "-D",
                root.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("console").toFile())
            .start();
    await().atMost(LIMIT).until(() -> nspawn.children().findAny().isPresent() || !nspawn.isAlive());
    init =
        nspawn
            .children()
            .findAny()
            .orElseThrow(() -> new AssertionError(Files.exists(directory.resolve("console"))))
            .pid();
    await()
        .atMost(LIMIT)
        .until(() -> run("systemctl", "is-system-running").out().matches("(running|degraded)\n"));
  }

  /** Runs a command in it while it is on. */
  Tool run(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init)));
    words.addAll(List.of("--mount", "--uts", "--ipc", "--pid", "--cgroup", "--"));
    words.addAll(List.of(command));
    return Tool.run(directory, Map.of("LC_ALL", "C.UTF-8"), "", words);
  }

  /** The same, and it must succeed; returns what it printed. */
  String succeed(String... command) throws Exception {
    Tool tool = run(command);
    assertThat(tool.code()).as(List.of(command) + "\n" + tool.out() + tool.err()).isZero();
    return tool.out();
  }

  @Override
  public void close() throws Exception {
    if (nspawn != null) {
      nspawn.children().forEach(ProcessHandle::destroyForcibly);
      if (!nspawn.waitFor(30, TimeUnit.SECONDS)) {
        nspawn.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      }
    }
    Release.succeed(directory, "umount", "root");
    Release.succeed(directory.getParent(), "rm", "-rf", "--one-file-system", directory.toString());
  }
}
