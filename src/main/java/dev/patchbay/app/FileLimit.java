package dev.patchbay.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the system's limit of open files allows. A tenth is for the web side, so that no stranger
 * who opens connections there can take what sessions and health checks need.
 *
 * @param maxSessions over both MySQL listeners, at least 1
 * @param maxWebConnections for each listener of the web side, at least 8
 */
record FileLimit(int maxSessions, int maxWebConnections) {
  /** For listeners, health checks and the JVM's own files. */
  private static final int RESERVE = 200;

  private static final int FILES_PER_SESSION = 2;
  static final int WEB_LISTENERS = 4;
  private static final int MOST_WEB_CONNECTIONS = 1000;
  private static final Pattern LINE = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

  private static final FileLimit UNKNOWN = new FileLimit(Integer.MAX_VALUE, MOST_WEB_CONNECTIONS);

  /** The limit of this process. */
  static FileLimit ofThisProcess() {
    try {
      return of(Files.readString(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /**
   * @param limits the text of /proc/self/limits
   * @return as good as no limit where the text names none
   */
  static FileLimit of(String limits) {
    Matcher matcher = LINE.matcher(limits);
    if (!matcher.find()) {
      return UNKNOWN;
    }
    long files = Long.parseLong(matcher.group(1));
    long web = files / 10;
    long sessions = (files - web - Math.min(RESERVE, files / 2)) / FILES_PER_SESSION;
    return new FileLimit(
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, sessions)),
        (int) Math.max(8, Math.min(MOST_WEB_CONNECTIONS, web / WEB_LISTENERS)));
  }
}
