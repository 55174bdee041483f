package dev.patchbay.session;

import dev.patchbay.aware.Following;
import dev.patchbay.aware.KillCommand;
import dev.patchbay.aware.MysqlFacts;
import dev.patchbay.aware.OwnGreeting;
import dev.patchbay.aware.UserChange;
import dev.patchbay.pump.Cancellable;
import dev.patchbay.pump.Inspector;
import dev.patchbay.pump.PumpSocket;
import dev.patchbay.pump.RelayEnd;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.Frames;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Bytes flow between client and node, and are listened to: so it is known whether the session could
 * be ended now without harm, and what its client must be told if it is ended all the same. Where
 * the thread is lost it is {@link Relaying} and no more.
 */
final class Followed extends Relaying {
  // How much of what a client has sent is looked at when it is cut, in bytes.
  private static final int UNREAD_FIRST = 8;
  private static final int UNREAD_MORE = 8 * 1024;
  private static final int MOST_UNREAD = 64 * 1024;

  private final Following following;
  private final MysqlTerms terms;

  /** Null once the login is over, or may take for ever. */
  private Cancellable login;

  /** Whether it is to end as soon as it can. {@link Departures} says so, and looks at the rest. */
  private boolean leaving;

  private long movedSeen;
  private int quietLooks;
  private Runnable onBoundary;

  /**
   * By which id the client knows its connection, if the proxy has greeted it, and its login was
   * sent to the node before.
   */
  private final OptionalLong greetedAs;

  private Followed(Reached reached, MysqlTerms terms) {
    super(reached);
    this.terms = terms;
    this.greetedAs =
        reached.client().login().stream().mapToLong(known -> known.told().connectionId()).findAny();
    boolean tls = reached.client().login().filter(KnownLogin::secure).isPresent();
    this.following = new Following(home().logins(), tls);
    if (terms.loginSeconds() > 0) {
      login = home().loop().schedule(terms.loginSeconds() * 1000L, this::loginIsOverdue);
    }
  }

  /** Joins the client and the connection that was dialled. */
  static void after(Reached reached, MysqlTerms terms) {
    SessionLoop home = reached.home();
    home.observer().opened(home.listener(), reached.node());
    Followed followed = new Followed(reached, terms);
    home.replace(reached.session(), followed);
    home.departures().entered(followed);
    reached
        .client()
        .login()
        .ifPresentOrElse(
            followed::goesOn,
            () ->
                Introduction.begin(
                    followed.relay(), home, followed::fromClient, followed::fromNode));
  }

  /** What client and proxy have said to each other is how this conversation has begun. */
  private void goesOn(KnownLogin known) {
    byte[] login = Frames.frame(known.number(), known.login().payload());
    following.fromServer(ByteBuffer.wrap(OwnGreeting.framed(known.told())));
    if (known.secure()) {
      following.fromClient(ByteBuffer.wrap(Frames.frame(1, known.login().sslRequest())));
    }
    following.fromClient(ByteBuffer.wrap(login));
    Inspector ofClient = this::fromClient;
    Inspector ofNode = this::fromNode;
    if (known.securesNodeOnly()) {
      SecuredNode secured = new SecuredNode(this, following);
      ofClient = secured.ofClient(ofClient);
      ofNode = secured.ofNode(ofNode);
    }
    Introduction.goesOn(relay(), home(), login, ofClient, ofNode);
  }

  /**
   * Ends it while bytes of the node's are looked at, which do not pass.
   *
   * @param why for the log
   * @param toClient the last that its client hears; may be empty
   * @param toNode the last that its node hears; empty: it is reset
   */
  Inspector.Finding refuse(String why, byte[] toClient, byte[] toNode) {
    PumpSocket client = relay().client();
    PumpSocket node = relay().node();
    client
        .peer()
        .ifPresent(
            from ->
                home()
                    .observer()
                    .refused(home().listener(), from.getAddress(), CloseReason.BAD_LOGIN, why));
    home().leave(this);
    stopTimer();
    if (!relay().part()) {
      over();
      relay().cut();
    } else {
      over();
      client.closeSaying(toClient, LastWords.MILLIS);
      if (toNode.length == 0) {
        node.abort();
      } else {
        node.closeSaying(toNode, LastWords.MILLIS);
      }
    }
    home().observer().closed(home().listener(), target(), CloseReason.BAD_LOGIN);
    return Inspector.Finding.WITHHELD;
  }

  private Inspector.Finding fromClient(ByteBuffer bytes) {
    if (leaving && Following.isPing(bytes) && following.atBoundary() && leaves(ofDrain())) {
      return Inspector.Finding.WITHHELD;
    }
    if (greetedAs.isPresent() && following.isIdle()) {
      UserChange.askAnew(bytes);
      KillCommand.redirect(bytes, this::idAtNode);
    }
    return found(following.fromClient(bytes));
  }

  private OptionalLong idAtNode(long told) {
    return target()
        .map(node -> home().groups().ids().at(node.id(), told))
        .orElse(OptionalLong.empty());
  }

  private Inspector.Finding fromNode(ByteBuffer bytes) {
    boolean more = following.fromServer(bytes);
    if (login != null && !following.isLogin()) {
      login.cancel();
      login = null;
    }
    if (onBoundary != null && following.atBoundary()) {
      // These bytes have not been passed on yet.
      home().loop().execute(onBoundary);
    }
    return found(more);
  }

  private static Inspector.Finding found(boolean more) {
    return more ? Inspector.Finding.MORE : Inspector.Finding.ENOUGH;
  }

  private static byte[] ofDrain() {
    return Following.reply(LastWords.ofDrain());
  }

  @Override
  public void accept(RelayEnd end) {
    over();
    super.accept(end);
  }

  @Override
  public Optional<MysqlFacts> facts() {
    return Optional.of(following.facts());
  }

  @Override
  Optional<PumpSocket> untouched() {
    // Its node has its login.
    Optional<PumpSocket> client = greetedAs.isPresent() ? Optional.empty() : super.untouched();
    if (client.isPresent()) {
      over();
    }
    return client;
  }

  @Override
  public Severed sever(CloseReason why) {
    return sever(() -> following.asReply(words(why)).or(() -> replyToUnread(why)), why);
  }

  /**
   * What the client has sent and nobody has read, for the loop had other things to do, would make
   * its end a reset: it is told that its node does not get it.
   */
  private Optional<byte[]> replyToUnread(CloseReason why) {
    boolean idle = following.isIdle();
    if (!idle && !following.isLogin() || !showUnread()) {
      return Optional.empty();
    }
    ErrorPacket error = idle ? LastWords.ofUnsent(why, target()) : words(why);
    return Optional.of(following.asReply(error).orElse(new byte[0]));
  }

  /** Shows it to the conversation; false if there is none. */
  private boolean showUnread() {
    PumpSocket client = relay().client();
    // Nearly always there is nothing.
    byte[] into = new byte[UNREAD_FIRST];
    int all = 0;
    for (int got = client.read(into, into.length);
        got > 0 && all < MOST_UNREAD;
        got = client.read(into, into.length)) {
      following.fromClient(ByteBuffer.wrap(into, 0, got));
      all += got;
      into = into.length == UNREAD_FIRST ? new byte[UNREAD_MORE] : into;
    }
    return all > 0;
  }

  /** Who is not logged in has asked for nothing yet whose outcome could be unknown. */
  private ErrorPacket words(CloseReason why) {
    ErrorPacket ofCut = LastWords.ofCut(why, target());
    return following.isLogin() ? LastWords.ofRefusal(why).orElse(ofCut) : ofCut;
  }

  private Severed sever(Supplier<Optional<byte[]>> words, CloseReason why) {
    stopTimer();
    home().leave(this);
    relay().cutNode();
    return new Severed(home(), () -> end(words), target(), why);
  }

  private void end(Supplier<Optional<byte[]>> words) {
    PumpSocket client = relay().client();
    if (!relay().part()) {
      over();
      relay().cut();
      return;
    }
    Optional<byte[]> last = words.get();
    over();
    last.ifPresentOrElse(reply -> client.closeSaying(reply, LastWords.MILLIS), client::close);
  }

  private void loginIsOverdue() {
    login = null;
    if (home().holds(this) && following.isLogin()) {
      sever(() -> following.asEndOfLogin(LastWords.ofLogin(terms)), CloseReason.LOGIN_TOO_LONG)
          .close();
    }
  }

  private void stopTimer() {
    if (login != null) {
      login.cancel();
      login = null;
    }
  }

  /** It has ended, in whatever way. */
  private void over() {
    stopTimer();
    following.over();
    greetedAs.ifPresent(home().groups().ids()::left);
  }

  /** Whether it will ever be known that it can be ended without harm. */
  boolean isFollowed() {
    return following.isFollowed();
  }

  /**
   * From now on it is to end as soon as it can, or no longer. If that is so already, it has rested
   * for as long as it has.
   *
   * @param wanted whether it is
   */
  void leaving(boolean wanted) {
    if (leaving != wanted) {
      quietLooks = 0;
      movedSeen = -1;
    }
    leaving = wanted;
    onBoundary = null;
  }

  /** Has this run whenever it has come to a boundary, on the loop. */
  void atEachBoundary(Runnable task) {
    onBoundary = task;
  }

  /**
   * One of several looks, equally far from each other.
   *
   * @return at how many of the last ones, this one included, it stood at a boundary and nothing had
   *     come or gone since the one before; 0 if there is something to do
   */
  int quietLooks() {
    long moved = toNode() + toClient();
    quietLooks = moved == movedSeen && following.atBoundary() ? quietLooks + 1 : 0;
    movedSeen = moved;
    return quietLooks;
  }

  /** Whether its client may be about to use it, see {@link Following#wasProbed}. */
  boolean wasProbed() {
    return following.wasProbed();
  }

  /**
   * Ends it, if it is at a boundary and both sides have what was sent to them: its node hears the
   * client's goodbye, and its client an ordinary end.
   *
   * @return whether it has ended
   */
  boolean leaves() {
    return following.atBoundary() && leaves(new byte[0]);
  }

  private boolean leaves(byte[] words) {
    PumpSocket client = relay().client();
    PumpSocket node = relay().node();
    if (!leaving || !home().holds(this) || !relay().isSettled() || !relay().part()) {
      return false;
    }
    over();
    home().leave(this);
    client.closeSaying(words, LastWords.MILLIS);
    node.closeSaying(Following.quit(), LastWords.MILLIS);
    home().observer().closed(home().listener(), target(), CloseReason.DRAINED);
    return true;
  }
}
