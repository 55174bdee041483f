package dev.patchbay.endurance;

import dev.patchbay.testing.Exposition;
import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.PatchbayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at a proxy's process from outside. */
final class Look {
  private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+, committed=(\\d+)");
  private static final Pattern COUNTED =
      Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(dev\\.patchbay\\.\\S+).*");

  private final JarProxy proxy;
  private final long pid;

  /** The flag by which the JVM counts what {@link Figures#otherNativeBytes} is. */
  static final String JVM_COUNTS = "-XX:NativeMemoryTracking=summary";

  Look(JarProxy proxy) {
    this.proxy = proxy;
    this.pid = proxy.process().pid();
  }

  /** Takes all figures; has the proxy collect its garbage. */
  Figures figures() throws IOException {
    String histogram = jcmd("GC.class_histogram");
    Exposition page = proxy.metrics();
    return new Figures(
        (long) page.sum("patchbay_sessions", Map.of()),
        proxy.process().openFiles(),
        threads(),
        PatchbayProcess.heapBytes(histogram),
        direct(page),
        otherNative(),
        proxy.process().residentBytes()
            - (long) page.sum("jvm_memory_committed_bytes", Map.of("area", "heap")),
        page.series().stream()
            // A cause of a pause has its series when it first was one.
            .filter(s -> !s.startsWith("jvm_gc_"))
            .collect(Collectors.toSet()),
        instances(histogram));
  }

  static long direct(Exposition page) {
    return (long) page.sum("jvm_buffer_memory_used_bytes", Map.of("id", "direct"));
  }

  /** See {@link Figures#threads}. */
  long threads() throws IOException {
    long count = 0;
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        count += name(task).matches("C[12] Compiler.*") ? 0 : 1;
      }
    }
    return count;
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException gone) {
      return "C1 Compiler: one that is gone";
    }
  }

  private long otherNative() throws IOException {
    Matcher found = OTHER.matcher(jcmd("VM.native_memory", "summary", "scale=b"));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private static Map<String, Long> instances(String histogram) {
    Map<String, Long> counts = new TreeMap<>();
    histogram
        .lines()
        .map(COUNTED::matcher)
        .filter(Matcher::matches)
        .forEach(line -> counts.merge(line.group(2), Long.parseLong(line.group(1)), Long::sum));
    return counts;
  }

  private String jcmd(String... words) throws IOException {
    List<String> command =
        Stream.concat(Stream.of(JarProxy.tool(pid, "jcmd"), Long.toString(pid)), Stream.of(words))
            .toList();
    Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(jcmd.getInputStream().readAllBytes());
  }
}
