package dev.patchbay.config;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a user's password, from {@code Password} or from the file that {@code PasswordFile} names.
 * The file may hold a hash in place of the password. It is read each time the configuration is, so
 * that a reload sees a password that was changed there. What stands under these keys is never
 * shown, not even a path: somebody may have written the password there.
 */
final class Passwords {
  private static final String KEY = "Password";
  private static final String FILE = "PasswordFile";
  private static final String WORD_OR_HASH = "a password, or a bcrypt hash of one";
  private static final String FILE_EXPECTED =
      "the absolute path of a file with one line: " + WORD_OR_HASH;

  /** A password that is longer was not meant as one. */
  private static final int MAX_BYTES = 4096;

  /** Never meant as the password itself: cut short, or with a space behind it, it would be one. */
  private static final Pattern LIKE_A_HASH = Pattern.compile("\\$2[a-z]?\\$\\d\\d\\$.*");

  private static final String NO_HASH =
      "it looks like a bcrypt hash, but it has not 60 characters, or its cost is not from 4 to 14";

  private Passwords() {}

  /**
   * The password; a stand-in if there is a fault.
   *
   * @param fallback what counts where neither key is there
   */
  static Password read(Section section, Optional<String> fallback) {
    Optional<String> file = path(section);
    boolean given = section.isGiven(KEY);
    if (file.isPresent()) {
      if (given) {
        section.reject(
            FILE,
            "given beside " + section.pathOf(KEY),
            "only one of the two; take " + section.pathOf(KEY) + " out");
      }
      section.ignore(KEY);
      return fromFile(section, file.get());
    }
    if (!given && fallback.isPresent()) {
      section.ignore(KEY);
      if (isBrokenHash(fallback.get())) {
        section.reject(
            KEY,
            "left out",
            WORD_OR_HASH + " in " + ConfigSource.PASSWORD_VARIABLE + ": " + NO_HASH);
      }
      return Password.of(fallback.get());
    }
    return new Password.Plain(section.text(KEY, "text that is not empty", password -> true));
  }

  /** The password itself, as far as it can be found; for those who need not find it here. */
  static Optional<String> plain(Section section) {
    Optional<String> file = path(section);
    if (file.isPresent()) {
      section.ignore(KEY);
      try {
        return Password.of(line(TextFile.read(file.get(), MAX_BYTES))).plain();
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return Optional.of(section.textOrEmpty(KEY, "text", password -> true))
        .filter(password -> !password.isEmpty());
  }

  private static Optional<String> path(Section section) {
    String path = section.textOrEmpty(FILE, FILE_EXPECTED, PemFile::isPath);
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }

  private static Password fromFile(Section section, String path) {
    try {
      return Password.of(line(TextFile.read(path, MAX_BYTES)));
    } catch (IOException e) {
      section.reject(FILE, "cannot be used: " + e.getMessage(), FILE_EXPECTED);
      return new Password.Plain("");
    }
  }

  /** The one line without its end, which editors add. */
  private static String line(String text) throws IOException {
    String line = text.replaceFirst("\\R\\z", "");
    if (line.isEmpty()) {
      throw new IOException("the file is empty");
    }
    if (line.chars().anyMatch(c -> c == '\n' || c == '\r' || c == '\ufffd')) {
      throw new IOException("the file is not one line of UTF-8 text");
    }
    if (isBrokenHash(line)) {
      throw new IOException(NO_HASH);
    }
    return line;
  }

  private static boolean isBrokenHash(String text) {
    return LIKE_A_HASH.matcher(text).matches() && !Bcrypt.isHash(text);
  }
}
