package dev.patchbay.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the system's limit of open files allows. First comes what the proxy needs itself, above all
 * for the health checks, which decide a failover; then a tenth for the web side, so that no
 * stranger who opens connections there can take what sessions need; the rest is for sessions.
 *
 * @param maxSessions over both MySQL listeners, at least 1
 * @param maxWebConnections for each listener of the web side, at least 8
 */
record FileLimit(int maxSessions, int maxWebConnections) {

  /**
   * What the proxy itself opens, whatever strangers do.
   *
   * @param open what it has open once its threads run: the JVM's files, and what each event loop
   *     needs to wait; counted, because JDKs and class paths differ by dozens
   * @param nodes that are checked
   * @param proxies that are asked for their opinion
   * @param loops threads with an event loop
   */
  record Own(int open, int nodes, int proxies, int loops) {
    /** Two for MySQL, four for the web side, and the loop that accepts for these: three. */
    private static final int LISTENERS = 9;

    /** The socket from which it asks for names. */
    private static final int OF_A_LOOP = 1;

    /**
     * The connection to the agent; the one that takes its place, over TLS or without, while the
     * first is being closed; a name's look-up over TCP, when the answer is too long for UDP; and
     * the two that {@code FileReserve} holds.
     */
    private static final int OF_A_NODE = 5;

    /** A connection for questions and one for its claims, and those that take their places. */
    private static final int OF_A_PROXY = 4;

    /** Web connections beyond their limit, until they are closed: Netty accepts 16 in one go. */
    private static final int WEB_BURST = 16;

    /**
     * Jars and libraries that are opened later, dashboard files on their way, the API's own ping,
     * what an operator's tools attach.
     */
    private static final int REST = 30;

    /** The same proxy with so many nodes and other proxies. */
    Own with(int otherNodes, int otherProxies) {
      return new Own(open, otherNodes, otherProxies, loops);
    }

    long files() {
      return open
          + LISTENERS
          + (long) OF_A_LOOP * loops
          + (long) OF_A_NODE * nodes
          + (long) OF_A_PROXY * proxies
          + WEB_BURST
          + REST;
    }
  }

  private static final int FILES_PER_SESSION = 2;
  static final int WEB_LISTENERS = 4;
  private static final int LEAST_WEB_CONNECTIONS = 8;
  private static final int MOST_WEB_CONNECTIONS = 1000;
  private static final Pattern LINE = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

  private static final FileLimit UNKNOWN = new FileLimit(Integer.MAX_VALUE, MOST_WEB_CONNECTIONS);

  /** The limit of this process. */
  static FileLimit ofThisProcess(Own own) {
    try {
      return of(Files.readString(Path.of("/proc/self/limits")), own);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** How many files this process has open now; 0 where the system does not say. */
  static int openNow() {
    String[] files = Path.of("/proc/self/fd").toFile().list();
    return files == null ? 0 : files.length;
  }

  /**
   * @param limits the text of /proc/self/limits
   * @return as good as no limit where the text names none
   */
  static FileLimit of(String limits, Own own) {
    Matcher matcher = LINE.matcher(limits);
    if (!matcher.find()) {
      return UNKNOWN;
    }
    long files = Long.parseLong(matcher.group(1));
    long web =
        Math.max(LEAST_WEB_CONNECTIONS, Math.min(MOST_WEB_CONNECTIONS, files / 10 / WEB_LISTENERS));
    long sessions = (files - web * WEB_LISTENERS - own.files()) / FILES_PER_SESSION;
    return new FileLimit((int) Math.max(1, Math.min(Integer.MAX_VALUE, sessions)), (int) web);
  }
}
