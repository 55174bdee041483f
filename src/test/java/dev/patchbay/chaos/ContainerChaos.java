package dev.patchbay.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The program on the clients' machine of {@code acceptance/containers}. Exits with 0 if nothing was
 * wrong, 1 if something was.
 */
public final class ContainerChaos {
  private static final Duration LENGTH = Duration.ofHours(12);

  private ContainerChaos() {}

  /** Arguments: seed, faults, how many plays of each, directory of the logs and the report. */
  public static void main(String[] arguments) {
    int status = 1;
    Path directory = Path.of(arguments[3]);
    try (ContainerBed bed = new ContainerBed(directory)) {
      long seed = Long.parseLong(arguments[0]);
      var faults = Fault.of(ContainerFault.values(), arguments[1]);
      int times = Integer.parseInt(arguments[2]);
      status = Chaos.run(bed, faults, times, LENGTH, seed, directory) ? 0 : 1;
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
    }
    System.exit(status); // drivers have threads of their own
  }
}
