package dev.patchbay.app;

import java.util.Optional;

/** What an application does with one session, one thing after another; the session stays open. */
interface Errands extends AutoCloseable {
  /**
   * Does the next one.
   *
   * @return its name once it is done and nothing is outstanding; empty if there is none
   */
  Optional<String> next() throws Exception;
}
