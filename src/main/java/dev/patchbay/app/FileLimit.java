package dev.patchbay.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many sessions the system's limit of open files allows. */
final class FileLimit {
  /** For listeners, health checks, the API's connections and the JVM's own files. */
  private static final int RESERVE = 200;

  private static final int FILES_PER_SESSION = 2;
  private static final Pattern LINE = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

  private FileLimit() {}

  static int maxSessions() {
    try {
      return maxSessions(Files.readString(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return Integer.MAX_VALUE;
    }
  }

  /**
   * @param limits the text of /proc/self/limits
   * @return at least 1; no limit where the text names none
   */
  static int maxSessions(String limits) {
    Matcher matcher = LINE.matcher(limits);
    if (!matcher.find()) {
      return Integer.MAX_VALUE;
    }
    long files = Long.parseLong(matcher.group(1));
    long sessions = (files - Math.min(RESERVE, files / 2)) / FILES_PER_SESSION;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, sessions));
  }
}
