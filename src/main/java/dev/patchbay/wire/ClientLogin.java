package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The client's side of a login, packet by packet: what to answer to each that the server sends. It
 * knows {@code mysql_native_password} and {@code caching_sha2_password}. For one thread at a time.
 *
 * <p>A method that it does not know is answered by something of the right length, as far as that is
 * known: anything shorter counts as a protocol error, and after enough of those the server blocks
 * our address. A denied login does not count.
 */
public final class ClientLogin {
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          Capabilities.MYSQL
              | Capabilities.PROTOCOL_41
              | Capabilities.TRANSACTIONS
              | Capabilities.SECURE_CONNECTION
              | Capabilities.PLUGIN_AUTH);

  private static final String NATIVE = "mysql_native_password";
  private static final String CACHING_SHA2 = "caching_sha2_password";
  private static final String ED25519 = "client_ed25519";
  private static final int ED25519_PROOF = 64;

  private static final int MOST_ROUNDS = 8;
  private static final int UTF8 = 33;
  private static final long LONGEST_PACKET = 1 << 24;

  /** What comes of {@code caching_sha2_password}, behind {@link #MORE_DATA}. */
  private static final int MORE_DATA = 0x01;

  private static final int REMEMBERED = 0x03;
  private static final int WANTS_PASSWORD = 0x04;
  private static final byte[] PUBLIC_KEY_PLEASE = {0x02};

  private final String user;
  private final byte[] password;
  private final boolean isPrivate;

  private boolean greeted;
  private boolean letIn;
  private int rounds;
  private byte[] challenge;
  private boolean keyComes;

  /**
   * @param isPrivate whether nobody else can read along, as on a unix socket: then a server that
   *     must have the password gets it as it is
   */
  public ClientLogin(String user, String password, boolean isPrivate) {
    this.user = user;
    this.password = password.getBytes(StandardCharsets.UTF_8);
    this.isPrivate = isPrivate;
  }

  /** Whether the server has let us in; nothing is to be read for the login then. */
  public boolean isLetIn() {
    return letIn;
  }

  /**
   * What to answer.
   *
   * @param payload of the server's packet
   * @return a payload to send; empty if the next packet is the server's again, or we are let in
   * @throws ServerError if the server says no
   * @throws ProtocolException if it speaks something else
   */
  public Optional<byte[]> answer(byte[] payload) throws ServerError, ProtocolException {
    if (payload.length == 0) {
      throw notMySql("an empty packet");
    }
    if ((payload[0] & 0xFF) == ErrorPacket.HEADER && payload.length >= 3) {
      throw new ServerError(ErrorPacket.read(new FieldReader(payload)));
    }
    if (!greeted) {
      greeted = true;
      challenge = challengeOfGreeting(payload);
      return Optional.of(introduction());
    }
    if (++rounds > MOST_ROUNDS) {
      throw notMySql("too many rounds of authentication");
    }
    return switch (payload[0] & 0xFF) {
      case OkPacket.HEADER -> {
        letIn = true;
        yield Optional.empty();
      }
      case AuthSwitch.HEADER -> Optional.of(switched(AuthSwitch.read(new FieldReader(payload))));
      case MORE_DATA -> more(payload);
      default -> throw notMySql("unexpected packet type " + (payload[0] & 0xFF));
    };
  }

  private static byte[] challengeOfGreeting(byte[] payload) throws ProtocolException {
    try {
      Greeting greeting = Greeting.read(new FieldReader(payload));
      if (greeting.challenge().length >= Proofs.CHALLENGE) {
        return greeting.challenge();
      }
    } catch (ProtocolException e) {
      // says the same as below
    }
    throw notMySql("no MySQL greeting");
  }

  private byte[] introduction() {
    return new HandshakeResponse(
            CAPABILITIES,
            LONGEST_PACKET,
            UTF8,
            user,
            Proofs.nativePassword(password, challenge),
            "",
            NATIVE,
            Map.of())
        .payload();
  }

  private byte[] switched(AuthSwitch request) {
    challenge = Arrays.copyOf(request.data(), Proofs.CHALLENGE);
    return switch (request.plugin()) {
      case NATIVE -> Proofs.nativePassword(password, challenge);
      case CACHING_SHA2 -> Proofs.cachingSha2(password, challenge);
      case ED25519 -> new byte[ED25519_PROOF];
      default -> new byte[0];
    };
  }

  private Optional<byte[]> more(byte[] payload) throws ProtocolException {
    if (keyComes) {
      keyComes = false;
      String pem = new String(payload, 1, payload.length - 1, StandardCharsets.US_ASCII);
      return Optional.of(Proofs.encrypted(password, challenge, pem));
    }
    int what = payload.length == 2 ? payload[1] : -1;
    return switch (what) {
      case REMEMBERED -> Optional.empty();
      case WANTS_PASSWORD -> {
        keyComes = !isPrivate;
        yield Optional.of(isPrivate ? Proofs.clear(password) : PUBLIC_KEY_PLEASE.clone());
      }
      default -> Optional.of(new byte[0]);
    };
  }

  private static ProtocolException notMySql(String found) {
    return new ProtocolException("not the MySQL protocol, " + found);
  }
}
