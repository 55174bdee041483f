package dev.patchbay.session;

import dev.patchbay.aware.ClearPassword;
import dev.patchbay.aware.Following;
import dev.patchbay.pump.Inspector;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.LoginNumbers;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The node is met by TLS, and the client is not. The numbers of their packets differ until the
 * login is over, and are changed on the way; what is followed, and what the proxy says, has the
 * client's. And the node relies on TLS, and may ask for the password in clear: the client would
 * send it readable, or encrypted, which the node would take for the password.
 */
final class SecuredNode {
  /** An empty password: the node refuses it, and does not blame the proxy's address for an end. */
  private static final byte[] NO_PASSWORD = {0};

  private static final byte[] NOTHING = {};

  private final Followed session;
  private final Following following;
  private final LoginNumbers numbers = new LoginNumbers();
  private boolean loggedIn;

  SecuredNode(Followed session, Following following) {
    this.session = session;
    this.following = following;
  }

  /** Shows this one what the client sends as it has sent it. */
  Inspector ofClient(Inspector follower) {
    return bytes -> {
      Inspector.Finding finding = follower.inspect(bytes);
      if (finding == Inspector.Finding.WITHHELD) {
        return finding;
      }
      numbers.toServer(bytes);
      return isLost() ? lost() : finding;
    };
  }

  /** Shows this one what the node sends as the client gets it. */
  Inspector ofNode(Inspector follower) {
    return bytes -> fromNode(follower, bytes);
  }

  private Inspector.Finding fromNode(Inspector follower, ByteBuffer bytes) {
    boolean login = !numbers.isOver();
    if (login) {
      numbers.toClient(bytes);
    }
    // What is said in place of these bytes has their number.
    Optional<Integer> number =
        following.isAuthenticating() ? following.nextNumber() : Optional.empty();
    Inspector.Finding finding = follower.inspect(bytes);
    Optional<ClearPassword> asked = following.clearPassword();
    if (asked.isPresent()) {
      return refuse(asked.get(), number, login);
    }
    return isLost() ? lost() : finding;
  }

  /**
   * Where the client has part of the question already, or has not waited with its change of user
   * until it was its turn, it hears nothing.
   */
  private Inspector.Finding refuse(ClearPassword asked, Optional<Integer> number, boolean login) {
    ErrorPacket words = LastWords.ofClearPassword(asked, session.target());
    return session.refuse(
        "its node asks for the password in clear (%s), and it has come without TLS"
            .formatted(asked.method()),
        number.map(next -> Frames.frame(next, words.payload())).orElse(NOTHING),
        number.map(next -> Frames.frame(login ? next + 2 : next + 1, NO_PASSWORD)).orElse(NOTHING));
  }

  /** Then nobody would see what the node asks for. Once it was seen to be let in it may be. */
  private boolean isLost() {
    loggedIn |= following.isFollowed() && !following.isLogin();
    return !loggedIn && !following.isFollowed();
  }

  private Inspector.Finding lost() {
    String why = following.facts().lost().orElse("it is over");
    return session.refuse("its login cannot be followed: " + why, NOTHING, NOTHING);
  }
}
