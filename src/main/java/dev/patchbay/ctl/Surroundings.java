package dev.patchbay.ctl;

import dev.patchbay.text.Terminal;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it.
 *
 * @param environment the process's variables
 * @param terminal whether standard output is a terminal on which the cursor may be moved
 */
record Surroundings(Map<String, String> environment, Tty tty, boolean terminal) {

  Surroundings {
    environment = Map.copyOf(environment);
  }

  static Surroundings ofProcess() {
    Map<String, String> environment = System.getenv();
    boolean able = !"dumb".equals(environment.get("TERM"));
    return new Surroundings(environment, new DevTty(), able && Terminal.isStdout());
  }

  /** A variable; an empty one counts as absent. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Whether there may be colours: see https://no-color.org. */
  boolean styled() {
    return terminal && variable("NO_COLOR").isEmpty();
  }
}
