package dev.patchbay.aware;

import dev.patchbay.wire.FieldReader;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A server asks a client for its password, which is to come readable: it relies on TLS.
 *
 * @param method of authentication, one of those known here
 * @param once whether it does so only until it remembers the account
 */
public record ClearPassword(String method, boolean once) {
  private static final String CACHING = "caching_sha2_password";
  private static final ClearPassword OF_CACHING = new ClearPassword(CACHING, true);

  /** What a server says that does not remember the account: "full authentication". */
  private static final byte[] WHOLE_PROOF = {1, 4};

  /** So begins what asks for one more proof, by a method that it names (AuthNextFactor). */
  private static final int NEXT_FACTOR = 2;

  /** What these send is a password, or as good as one. */
  private static final Set<String> METHODS =
      Set.of(
          "mysql_clear_password",
          "sha256_password",
          "dialog",
          "authentication_openid_connect_client");

  /** Whether this method asks for it at once; of the others one does so later. */
  static Optional<ClearPassword> by(String method) {
    return METHODS.contains(method)
        ? Optional.of(new ClearPassword(method, false))
        : Optional.empty();
  }

  /** Whether this method may ask for it later. */
  static boolean mayFollow(String method) {
    return method.equals(CACHING);
  }

  /**
   * Whether the server asks for one more proof, and by such a method.
   *
   * @param data as {@link dev.patchbay.wire.ConversationEvents#authData} shows it, of a server and
   *     a client that both know of several proofs: others may begin anything so
   */
  static Optional<ClearPassword> next(byte[] data) {
    FieldReader in = new FieldReader(data);
    try {
      return in.int1() == NEXT_FACTOR ? by(in.text()) : Optional.empty();
    } catch (ProtocolException e) {
      // No method that is known here has so long a name.
      return Optional.empty();
    }
  }

  /**
   * Whether the server asks for it within that method.
   *
   * @param data as {@link dev.patchbay.wire.ConversationEvents#authData} shows it
   */
  static Optional<ClearPassword> within(byte[] data) {
    return Arrays.equals(data, WHOLE_PROOF) ? Optional.of(OF_CACHING) : Optional.empty();
  }
}
