package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher as a release has it, with a stand-in for the JVM that writes down how it is called.
 * What real JVMs make of an archive is in the acceptance tests.
 */
class LauncherTest {
  private static final String JVM =
      """
      #!/bin/sh
      echo "$@" >>"$0.calls"
      for word; do
        case $word in -XX:AOTCacheOutput=*)
          [ ! -e "$0.broken" ] || { echo noise; exit 1; }
          echo archive >"${word#*=}" ;;
        esac
      done
      echo started
      """;

  @TempDir private Path home;

  private Path jdk;
  private Path jar;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(Path.of("patchbay"), home.resolve("patchbay"));
    jar = Files.createDirectories(home.resolve("target")).resolve("patchbay.jar");
    Files.writeString(jar, "jar");
    jdk = jdk("jdk", "99.0.1");
  }

  private Path jdk(String name, String version) throws IOException {
    Path made = home.resolve(name);
    Files.createDirectories(made.resolve("lib/server"));
    Files.writeString(made.resolve("lib/server/libjvm.so"), "");
    Files.writeString(made.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = Files.createDirectories(made.resolve("bin")).resolve("java");
    Files.writeString(java, JVM);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path calls = Files.createFile(made.resolve("bin/java.calls"));
    Files.setPosixFilePermissions(calls, PosixFilePermissions.fromString("rw-rw-rw-"));
    return made;
  }

  @Test
  void firstStart_makesTheArchiveAndUsesIt() throws Exception {
    Outcome first = run("-configPath", "c.yml");

    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).isEqualTo("started\n");
    assertThat(first.err()).contains("making an archive beside " + jar.toRealPath());
    assertThat(archives()).hasSize(1);
    assertThat(calls()).hasSize(2);
    assertThat(calls().get(0)).contains("-XX:AOTCacheOutput=").endsWith(" training-run");
    assertThat(calls().get(1))
        .contains("-XX:AOTCache=" + archives().get(0))
        .endsWith("-jar " + jar.toRealPath() + " -configPath c.yml");
  }

  @Test
  void secondStart_usesTheArchiveAndSaysNothing() throws Exception {
    run();
    Outcome second = run();

    assertThat(second.err()).isEmpty();
    assertThat(trainings()).isEqualTo(1);
    assertThat(calls().get(2)).contains("-XX:AOTCache=" + archives().get(0));
  }

  @Test
  void changedJar_getsAnArchiveOfItsOwn() throws Exception {
    run();
    Path before = archives().get(0);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));

    run();

    assertThat(archives()).hasSize(1).doesNotContain(before);
    assertThat(calls().get(3)).contains("-XX:AOTCache=" + archives().get(0));
  }

  @Test
  void changedJvm_getsAnArchiveOfItsOwn() throws Exception {
    run();
    Files.writeString(jdk.resolve("lib/server/libjvm.so"), "patched");

    run();

    assertThat(trainings()).isEqualTo(2);
    assertThat(archives()).hasSize(2);
  }

  @Test
  void unwritablePlace_startsWithoutAnArchiveAndWithoutAWord() throws Exception {
    Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));

    Outcome start = run(asSomebody(), "-configPath", "c.yml");

    assertThat(start).isEqualTo(new Outcome(0, "started\n", ""));
    assertThat(trainings()).isZero();
    assertThat(calls().get(0)).doesNotContain("AOTCache");
  }

  @Test
  void archiveThatIsCutShort_isMadeAnewOrPassedOver() throws Exception {
    run();
    Files.writeString(archives().get(0), "arch");

    run();
    assertThat(trainings()).isEqualTo(2);
    assertThat(archives()).hasSize(1);
    assertThat(archives().get(0)).hasContent("archive");

    Files.writeString(archives().get(0), "arch");
    Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
    Outcome start = run(asSomebody());
    assertThat(start).isEqualTo(new Outcome(0, "started\n", ""));
    assertThat(calls().get(calls().size() - 1)).doesNotContain("AOTCache");
  }

  @Test
  void operatorsWordOnArchives_comesBeforeOurs() throws Exception {
    for (String flag : List.of("-Xshare:off", "-Xlog:disable -XX:AOTMode=off")) {
      run(List.of("env", "PATCHBAY_JAVA_OPTS=" + flag));

      assertThat(calls().get(calls().size() - 1)).contains(flag).doesNotContain("AOTCache=");
    }
  }

  @Test
  void archiveMadeByAnother_isUsedWhereNothingCanBeWritten() throws Exception {
    run();
    Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));

    Outcome start = run(asSomebody());

    assertThat(start).isEqualTo(new Outcome(0, "started\n", ""));
    assertThat(calls().get(2)).contains("-XX:AOTCache=" + archives().get(0));
  }

  @Test
  void archiveThatCannotBeMade_stopsNoStartAndIsTriedOnce() throws Exception {
    Files.createFile(jdk.resolve("bin/java.broken"));

    Outcome first = run();
    Outcome second = run();

    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).isEqualTo("started\n");
    assertThat(first.err()).contains("failed");
    assertThat(second).isEqualTo(new Outcome(0, "started\n", ""));
    assertThat(trainings()).isEqualTo(1);
    assertThat(calls().get(2)).doesNotContain("AOTCache");
  }

  @Test
  void makeArchive_makesItAnewAndStartsNothing() throws Exception {
    Files.createFile(jdk.resolve("bin/java.broken"));
    run();
    assertThat(run("make-archive").exitCode()).isEqualTo(1);
    Files.delete(jdk.resolve("bin/java.broken"));

    Outcome made = run("make-archive");

    assertThat(made.exitCode()).isZero();
    assertThat(made.out()).isEmpty();
    assertThat(Files.size(archives().get(0))).isPositive();
    assertThat(calls().get(calls().size() - 1)).endsWith("training-run");
  }

  @Test
  void concurrentFirstStarts_makeOneArchiveAndAllStart() throws Exception {
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      starts.add(start(List.of(), i));
    }

    for (int i = 0; i < 5; i++) {
      assertThat(outcome(starts.get(i), i).out()).isEqualTo("started\n");
    }
    assertThat(trainings()).isEqualTo(1);
    assertThat(archives()).hasSize(1);
    assertThat(calls().stream().filter(c -> c.contains("-XX:AOTCache=")).count()).isEqualTo(5);
  }

  @Test
  void strangersLock_stopsNobodyWhoCanWriteNothing() throws Exception {
    run();
    Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
    Process stranger = lock();
    try {
      assertThat(run(asSomebody())).isEqualTo(new Outcome(0, "started\n", ""));
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void strangersLock_keepsAReleaseFromItsArchiveOnly() throws Exception {
    Process stranger = lock();
    try {
      Process start = start(List.of(), 0);

      // It waits for half a minute.
      assertThat(start.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(outcome(start, 0)).isEqualTo(new Outcome(0, "started\n", ""));
      assertThat(trainings()).isZero();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void placeThatMayOnlyBeEntered_startsAsWell() throws Exception {
    run();
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));

    assertThat(run(asSomebody())).isEqualTo(new Outcome(0, "started\n", ""));
  }

  @Test
  void whatAPersonWaitsFor_makesNoArchiveFirst() throws Exception {
    Outcome ctl = run("ctl", "status");

    assertThat(ctl.out()).isEqualTo("started\n");
    assertThat(trainings()).isZero();
  }

  @Test
  void agent_goesWithoutTheProxysArchive() throws Exception {
    run();
    run("agent", "--port", "9200");
    Files.delete(archives().get(0));
    run("agent", "--port", "9200");

    assertThat(calls()).hasSize(4);
    assertThat(calls().subList(2, 4))
        .allSatisfy(call -> assertThat(call).endsWith("agent --port 9200"))
        .noneSatisfy(call -> assertThat(call).contains("AOT"));
  }

  private Process lock() throws IOException {
    Process holder =
        new ProcessBuilder("flock", home.toString(), "sh", "-c", "echo locked; exec sleep 600")
            .start();
    assertThat(holder.inputReader().readLine()).isEqualTo("locked");
    return holder;
  }

  @Test
  void whatRunsBesideTheProxy_hasNoneOfItsFlags() throws Exception {
    for (String command : List.of("check-config", "hash-password", "ctl")) {
      run(List.of("env", "PATCHBAY_JAVA_OPTS=-Dport=1"), command);

      assertThat(calls().get(calls().size() - 1)).endsWith(command).doesNotContain("-Dport=1");
    }
  }

  @Test
  void sigusr1_isIgnoredFromTheBeginning() throws Exception {
    Path java = jdk.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\nkill -USR1 $$\necho started\n");

    Outcome start = run("--version");

    assertThat(start.exitCode()).isZero();
    assertThat(start.out()).endsWith("started\n");
  }

  @Test
  void remainsOfATryThatWasKilled_areRemoved() throws Exception {
    Files.createFile(home.resolve("target/patchbay-1.archive.abcdef"));

    run();

    assertThat(archives()).hasSize(1);
  }

  @Test
  void newestJdk_isChosenByNumberNotByLetter() throws Exception {
    Path newer = jdk("newer", "99.0.10");

    // On PATH comes after JAVA_HOME.
    Process process =
        builder(List.of(), 0, newer.resolve("bin") + ":/usr/bin:/bin", "--version").start();

    assertThat(outcome(process, 0).exitCode()).isZero();
    assertThat(Files.readAllLines(newer.resolve("bin/java.calls"))).hasSize(2);
    assertThat(calls()).isEmpty();
  }

  /** Root may write anywhere, so it lets somebody else start. */
  private static List<String> asSomebody() {
    return System.getProperty("user.name").equals("root")
        ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        : List.of();
  }

  private Outcome run(String... arguments) throws Exception {
    return run(List.of(), arguments);
  }

  private Outcome run(List<String> prefix, String... arguments) throws Exception {
    return outcome(start(prefix, 0, arguments), 0);
  }

  private Process start(List<String> prefix, int number, String... arguments) throws IOException {
    return builder(prefix, number, "/usr/bin:/bin", arguments).start();
  }

  private ProcessBuilder builder(
      List<String> prefix, int number, String path, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("bash", home.resolve("patchbay").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("PATH", path);
    builder.environment().remove("PATCHBAY_JAVA_OPTS");
    builder.redirectOutput(home.resolve("out" + number).toFile());
    builder.redirectError(home.resolve("err" + number).toFile());
    return builder;
  }

  private Outcome outcome(Process process, int number) throws Exception {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(home.resolve("out" + number)),
        Files.readString(home.resolve("err" + number)));
  }

  /** How the JVM was called, in order. */
  private List<String> calls() throws IOException {
    return Files.readAllLines(jdk.resolve("bin/java.calls"));
  }

  private long trainings() throws IOException {
    return calls().stream().filter(c -> c.endsWith(" training-run")).count();
  }

  /** The archives beside the jar, half-made ones included. */
  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(jar.toRealPath().getParent())) {
      return files.filter(f -> f.getFileName().toString().contains(".archive")).toList();
    }
  }
}
