package dev.patchbay.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The program that {@code acceptance/chaos} runs on the clients' machine. Exits with 0 if nothing
 * was wrong, 1 if something was.
 */
public final class LanChaos {
  private LanChaos() {}

  /** Arguments: minutes, seed, faults, how many plays of each, directory for the report. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[2].equals("list")) {
      List.of(LanFault.values()).forEach(fault -> System.out.println(fault.key()));
      return;
    }
    List<LanFault> faults = Fault.of(LanFault.values(), arguments[2]);
    Duration length = Duration.ofMinutes(Long.parseLong(arguments[0]));
    long seed = Long.parseLong(arguments[1]);
    int times = Integer.parseInt(arguments[3]);
    Path report = Files.createDirectories(Path.of(arguments[4]));
    int status = 1;
    try (LanBed bed = LanBed.start(report)) {
      status = Chaos.run(bed, faults, times, length, seed, report) ? 0 : 1;
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
    }
    System.exit(status); // drivers have threads of their own
  }
}
