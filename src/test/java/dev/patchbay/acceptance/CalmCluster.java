package dev.patchbay.acceptance;

import static org.awaitility.Awaitility.await;

import dev.patchbay.routing.ActiveNodePolicy;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Loads a real cluster in which nothing breaks, for {@code acceptance/failover --calm}: whatever is
 * called unhealthy meanwhile is a false alarm. Exit code 1 if there was one, or sysbench met an
 * error.
 */
public final class CalmCluster {
  private static final Duration START = Duration.ofMinutes(3);
  private static final int THREADS = 16;

  /** What is not as it should be, in the words of the proxy's log. */
  private static final List<String> ALARMS =
      List.of("became unhealthy", "Healthcheck failed", "No active backend", "Severing");

  private CalmCluster() {}

  /** Argument: how many minutes. */
  public static void main(String[] arguments) throws Exception {
    int minutes = Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("patchbay-calm-");
    GaleraCluster cluster = new GaleraCluster();
    int exitCode = 0;
    try (ProxyProcess proxy = ProxyProcess.start(cluster, ActiveNodePolicy.STICKY, directory)) {
      await()
          .atMost(START)
          .until(() -> proxy.backends().stream().allMatch(ProxyProcess.BackendStatus::healthy));
      Command.run(START, sysbench(proxy.mysqlPort(), 0, "prepare"));
      int before = proxy.log().size();
      long beginNanos = System.nanoTime();

      Path output = directory.resolve("sysbench.log");
      Process load =
          new ProcessBuilder(sysbench(proxy.mysqlPort(), minutes * 60, "run"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      while (!load.waitFor(60, TimeUnit.SECONDS)) {
        System.out.printf(
            Locale.ROOT,
            "load %.1f, %d alarms%n",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            alarms(proxy, before).size());
      }

      System.out.println(Files.readString(output));
      List<String> alarms = alarms(proxy, before);
      alarms.forEach(System.out::println);
      System.out.printf(
          Locale.ROOT,
          "%.1f of %d minutes, %d alarms%n",
          (System.nanoTime() - beginNanos) / 60e9,
          minutes,
          alarms.size());
      exitCode = alarms.isEmpty() && load.exitValue() == 0 ? 0 : 1;
      proxy.stop();
    }
    System.exit(exitCode);
  }

  private static List<String> alarms(ProxyProcess proxy, int before) {
    return proxy.log().stream()
        .skip(before)
        .filter(line -> ALARMS.stream().anyMatch(line::contains))
        .toList();
  }

  private static List<String> sysbench(int port, int seconds, String command) {
    List<String> words = Sysbench.words(port, THREADS, seconds);
    words.addAll(List.of("--tables=4", "--table-size=10000", command));
    return words;
  }
}
