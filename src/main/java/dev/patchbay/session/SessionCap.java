package dev.patchbay.session;

import java.util.Comparator;
import java.util.stream.Stream;

/**
 * How many sessions there may be over all listeners, and what sets that bound.
 *
 * @param sessions at least 1
 */
public record SessionCap(int sessions, By by) {

  /** What bounds the sessions. */
  public enum By {
    CONFIGURATION("configuration", "Proxy.MaxSessions", "raise it, or leave it out"),
    OPEN_FILES("open_files", "the limit of open files", "raise it (ulimit -n)"),
    MEMORY("memory", "the Java heap", "raise it (-Xmx in PATCHBAY_JAVA_OPTS, memory.heap_mb)");

    private final String code;
    private final String words;
    private final String advice;

    By(String code, String words, String advice) {
      this.code = code;
      this.words = words;
      this.advice = advice;
    }

    /** For machines: metrics and JSON. */
    public String code() {
      return code;
    }

    /** For people. */
    public String words() {
      return words;
    }

    /** What to do for more sessions. */
    public String advice() {
      return advice;
    }
  }

  /** As good as none. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  public SessionCap {
    if (sessions < 1) {
      throw new IllegalArgumentException("at least one session: " + sessions);
    }
  }

  /**
   * The smallest of three; of equal ones the one that an operator has chosen.
   *
   * @param configured 0 for none
   */
  public static SessionCap smallest(int configured, int openFiles, int memory) {
    return Stream.of(
            new SessionCap(configured == 0 ? NO_LIMIT : configured, By.CONFIGURATION),
            new SessionCap(openFiles, By.OPEN_FILES),
            new SessionCap(memory, By.MEMORY))
        .min(Comparator.comparingInt(SessionCap::sessions))
        .orElseThrow();
  }
}
