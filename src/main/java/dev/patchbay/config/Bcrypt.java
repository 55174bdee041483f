package dev.patchbay.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Hashes of passwords by bcrypt. Slow on purpose: never to be used on an event loop. */
public final class Bcrypt {
  /** Of passwords; bcrypt does not look at what is behind. */
  public static final int MAX_BYTES = 72;

  /** A quarter of a second on an ordinary machine. */
  private static final int COST = 12;

  /** Costs from 4 to 14: with 14 a look takes a second, and one more doubles it. */
  private static final Pattern HASH =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}");

  private Bcrypt() {}

  /** Whether the text is a hash of a cost from 4 to 14, as this program or htpasswd makes it. */
  public static boolean isHash(String text) {
    return HASH.matcher(text).matches();
  }

  /**
   * Whether the password is the one of this hash. Takes from a millisecond to seconds, as the hash
   * has it. From any thread.
   *
   * @param hash as {@link #isHash} has it
   */
  public static boolean matches(String password, String hash) {
    return fits(password) && BCrypt.checkpw(password, hash);
  }

  /** Whether bcrypt looks at all of this password. */
  public static boolean fits(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
        && password.indexOf('\0') < 0;
  }

  /**
   * A hash of this password, another one each time.
   *
   * @throws IllegalArgumentException if bcrypt would not look at all of it
   */
  public static String hash(String password) {
    if (!fits(password)) {
      throw new IllegalArgumentException(
          "a password for bcrypt has at most " + MAX_BYTES + " bytes, and no zero byte");
    }
    return BCrypt.hashpw(password, BCrypt.gensalt(COST));
  }
}
