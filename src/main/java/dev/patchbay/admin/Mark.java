package dev.patchbay.admin;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Marks of texts, by which they are compared without one of them being kept. The key is of this
 * process alone: a mark is of no use elsewhere, and nobody outside can choose texts whose marks are
 * alike. From any thread.
 */
final class Mark {
  private static final String MAC = "HmacSHA256";
  private static final SecretKeySpec KEY = new SecretKeySpec(random(), MAC);

  private Mark() {}

  /** The mark of this text, 32 bytes. */
  static byte[] of(byte[] text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(KEY);
      return mac.doFinal(text);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java has " + MAC, e);
    }
  }

  /** Whether both are the same, in a time that tells nothing. */
  static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static byte[] random() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
