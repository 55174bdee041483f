package dev.patchbay.ctl;

import java.util.Optional;

/** The terminal that a command was started at, also when its input and output are elsewhere. */
interface Tty {

  /** How many characters fit on it. */
  record Size(int rows, int columns) {}

  /** Whether there is one, and so somebody to ask. */
  boolean isThere();

  /** Asks and waits for a line; empty if there is no terminal, or nobody answers (Ctrl-D). */
  Optional<String> ask(String question);

  /** The same, and what is typed is not shown. */
  Optional<String> askSecret(String question);

  /** Its size; empty if it does not say. */
  Optional<Size> size();
}
