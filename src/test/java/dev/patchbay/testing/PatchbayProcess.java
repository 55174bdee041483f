package dev.patchbay.testing;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The program in a process of its own, from the classes of this build. */
public final class PatchbayProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Process process;
  private final Queue<String> out = new ConcurrentLinkedQueue<>();
  private final Queue<String> err = new ConcurrentLinkedQueue<>();
  private final List<Thread> readers = new ArrayList<>();

  private PatchbayProcess(Process process) {
    this.process = process;
    readers.add(collect(process.getInputStream(), out));
    readers.add(collect(process.getErrorStream(), err));
  }

  /** Starts the program with these arguments. */
  public static PatchbayProcess start(String... arguments) throws IOException {
    return start(Map.of(), Integer.MAX_VALUE, arguments);
  }

  /**
   * Starts the program.
   *
   * @param environment added to this process's own
   * @param maxFiles its limit of open files, if less than this process's own
   */
  public static PatchbayProcess start(
      Map<String, String> environment, int maxFiles, String... arguments) throws IOException {
    return new PatchbayProcess(builder(environment, maxFiles, arguments).start());
  }

  /**
   * Starts the program with this file, or pipe, as standard output and standard error both; its
   * lines are not to be had then.
   */
  public static PatchbayProcess startWithOutput(Path output, String... arguments)
      throws IOException {
    return new PatchbayProcess(
        builder(Map.of(), Integer.MAX_VALUE, arguments)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start());
  }

  /**
   * This JDK's java, and as the launcher starts it: else a new JVM itself warns on standard error,
   * which may be blocked.
   */
  private static List<String> java() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Runtime.version().feature() < 24
        ? List.of(java)
        : List.of(
            java, "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");
  }

  private static ProcessBuilder builder(
      Map<String, String> environment, int maxFiles, String... arguments) {
    List<String> command = new ArrayList<>();
    if (maxFiles < Integer.MAX_VALUE) {
      command.addAll(List.of("bash", "-c", "ulimit -n " + maxFiles + "; exec \"$@\"", "bash"));
    }
    command.addAll(java());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.patchbay.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("CONFIG", "CONFIG_PATH"));
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * Starts the program from a jar, as it is installed: one that lacks file descriptors can load its
   * classes all the same.
   *
   * @param directory where the jar may be made
   */
  public static PatchbayProcess startFromJar(Path directory, String... arguments)
      throws IOException {
    List<String> path =
        List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
    List<String> jars = new ArrayList<>();
    for (String entry : path) {
      jars.add(
          Files.isDirectory(Path.of(entry))
              ? jar(Path.of(entry), directory.resolve("classes-" + jars.size() + ".jar"))
              : entry);
    }
    List<String> command = new ArrayList<>();
    command.addAll(java());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), "dev.patchbay.cli.Main"));
    command.addAll(List.of(arguments));
    return new PatchbayProcess(new ProcessBuilder(command).start());
  }

  private static String jar(Path from, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(from.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar.toString();
  }

  /** A program that some other command has started, or has become. */
  public static PatchbayProcess of(Process process) {
    return new PatchbayProcess(process);
  }

  private static Thread collect(InputStream from, Queue<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in = new BufferedReader(new InputStreamReader(from))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                lines.add("end: " + e);
              }
            });
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  /** Waits until a line with this text has come on standard output, and returns it. */
  public String awaitLine(String text) {
    await("a line with \"" + text + "\" in " + out + err)
        .atMost(LIMIT)
        .until(() -> !lines(text).isEmpty() || !process.isAlive());
    return lines(text).stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError("no \"" + text + "\" in " + out + err));
  }

  /** The lines on standard output that have this text. */
  public List<String> lines(String text) {
    return out.stream().filter(l -> l.contains(text)).toList();
  }

  /** All of standard output so far. */
  public String out() {
    return String.join("\n", out);
  }

  /** All of standard error so far. */
  public String err() {
    return String.join("\n", err);
  }

  /** Sends SIGTERM; unlike {@link Process#destroy}, goes on reading what the process says. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Stops the whole process where it is, as a machine without time for it does. */
  public void pause() throws Exception {
    command("kill", "-STOP", Long.toString(pid()));
  }

  /** Lets a paused process go on. */
  public void resume() throws Exception {
    command("kill", "-CONT", Long.toString(pid()));
  }

  /** Sends SIGHUP. */
  public void hangUp() throws Exception {
    command("kill", "-HUP", Long.toString(pid()));
  }

  /**
   * Sets its limit of open files while it runs so that it can open nothing more, even when it
   * closes a connection or its reserve: what is open stays open. To be ended by {@link
   * #allowFiles}.
   */
  public void refuseFiles() throws Exception {
    int first = 0;
    while (leadsTo(first, "") && !leadsTo(first, "socket:") && !leadsTo(first, "/dev/null")) {
      first++;
    }
    allowFiles(first);
  }

  /** The same, but what it holds in reserve, as {@code /dev/null}, it can open anew. */
  public void refuseFilesButReserve() throws Exception {
    int last = 0;
    for (int i = 0; i < 1000; i++) {
      last = leadsTo(i, "/dev/null") ? i : last;
    }
    allowFiles(last + 1);
  }

  private boolean leadsTo(int descriptor, String start) throws IOException {
    Path link = Path.of("/proc/" + pid() + "/fd/" + descriptor);
    return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).toString().startsWith(start);
  }

  /**
   * Sets its limit of open files while it runs.
   *
   * @param limit no descriptor from this number on is given
   */
  public void allowFiles(int limit) throws Exception {
    command("prlimit", "--pid", Long.toString(pid()), "--nofile=" + limit + ":");
  }

  private static void command(String... words) throws Exception {
    Process command = new ProcessBuilder(words).inheritIO().start();
    if (!command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || command.exitValue() != 0) {
      throw new AssertionError("failed: " + List.of(words));
    }
  }

  /** Waits for the end and returns the exit code. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + out + err);
    }
    for (Thread reader : readers) {
      reader.join(LIMIT.toMillis());
    }
    return process.exitValue();
  }

  /** Closes our end of its standard output and error: what it writes from now on is lost. */
  public void stopReading() throws IOException {
    process.getInputStream().close();
    process.getErrorStream().close();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The processor time that it has used so far, in ticks of 10 ms. */
  public long cpuTicks() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /** How many file descriptors it has open now. */
  public int openFiles() {
    return Path.of("/proc/" + pid() + "/fd").toFile().list().length;
  }

  /** What of its heap is in use, in bytes, once all garbage is collected. */
  public long liveHeapBytes() throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    return heapBytes(new String(jcmd.getInputStream().readAllBytes()));
  }

  /** The total of what jcmd's GC.class_histogram has said, in bytes. */
  public static long heapBytes(String histogram) throws IOException {
    return histogram
        .lines()
        .filter(line -> line.startsWith("Total"))
        .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2]))
        .findFirst()
        .orElseThrow(() -> new IOException(histogram));
  }

  /** The memory that it has in the machine now, in bytes. */
  public long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
