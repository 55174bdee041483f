package dev.patchbay.wire;

import java.net.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;

/** How a client proves that it knows a password, by MySQL's own methods. Any thread. */
final class Proofs {
  /** Bytes that a server has the client mix in, for both methods. */
  static final int CHALLENGE = 20;

  private static final String PEM = "-----(BEGIN|END) PUBLIC KEY-----|\\s";

  private Proofs() {}

  /**
   * {@code mysql_native_password}: SHA1(password) XOR SHA1(challenge + SHA1(SHA1(password))).
   *
   * @return 20 bytes; none for an empty password, as servers want it
   */
  static byte[] nativePassword(byte[] password, byte[] challenge) {
    if (password.length == 0) {
      return new byte[0];
    }
    MessageDigest sha1 = digest("SHA-1");
    byte[] once = sha1.digest(password);
    byte[] twice = sha1.digest(once);
    sha1.update(challenge, 0, CHALLENGE);
    return xor(once, sha1.digest(twice));
  }

  /**
   * {@code caching_sha2_password}, for a server that remembers the password: SHA256(password) XOR
   * SHA256(SHA256(SHA256(password)) + challenge).
   *
   * @return 32 bytes; none for an empty password
   */
  static byte[] cachingSha2(byte[] password, byte[] challenge) {
    if (password.length == 0) {
      return new byte[0];
    }
    MessageDigest sha256 = digest("SHA-256");
    byte[] once = sha256.digest(password);
    byte[] twice = sha256.digest(once);
    sha256.update(twice);
    sha256.update(challenge, 0, CHALLENGE);
    return xor(once, sha256.digest());
  }

  /**
   * {@code caching_sha2_password}, for one that does not: the password for the eyes of the owner of
   * that key alone.
   *
   * @param pem the server's public key
   * @throws ProtocolException if it is none
   */
  static byte[] encrypted(byte[] password, byte[] challenge, String pem) throws ProtocolException {
    byte[] mixed = clear(password);
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] ^= challenge[i % CHALLENGE];
    }
    try {
      byte[] der = Base64.getDecoder().decode(pem.replaceAll(PEM, ""));
      PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(mixed);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      ProtocolException failure = new ProtocolException("the server's public key cannot be used");
      failure.initCause(e);
      throw failure;
    }
  }

  /** As it is, with a zero byte behind it: where nobody else can read it. */
  static byte[] clear(byte[] password) {
    return Arrays.copyOf(password, password.length + 1);
  }

  private static byte[] xor(byte[] left, byte[] right) {
    byte[] out = left.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] ^= right[i];
    }
    return out;
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + name, e);
    }
  }
}
