package dev.patchbay.aware;

import dev.patchbay.text.Sanitize;
import dev.patchbay.wire.AuthSwitch;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.Conversation;
import dev.patchbay.wire.ConversationEvents;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import dev.patchbay.wire.OkPacket;
import dev.patchbay.wire.SessionTrack;
import dev.patchbay.wire.Transaction;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One MySQL session, followed by who passes its bytes on. It is shown both directions, each piece
 * before it is passed on, and changes nothing.
 *
 * <p>Whatever comes, it never fails: where it loses the thread the session is followed no more, and
 * is any session. In doubt it says that a session is not at a boundary. It keeps {@link
 * Conversation#MOST_KEPT} bytes at the most; after the login usually one or two hundred. For one
 * thread.
 */
public final class Following {
  /** How much of a statement's text is read, in bytes. */
  static final int TEXT_BYTES = 8 * 1024;

  /** How long the names of user and database are at the most. */
  static final int MOST_NAME = 80;

  /** No more of a login than this is ever kept, in bytes. */
  private static final int MOST_LOGIN = HandshakeResponse.LONGEST;

  /** Where in {@link Conversation#trackedTransaction} it says whether tables are locked. */
  private static final int LOCKED = 7;

  private final LoginBudget budget;
  private final Set<KeptState> kept = EnumSet.noneOf(KeptState.class);

  /** Null once it is over, or lost for a reason that it does not know. */
  private Conversation conversation;

  private String lost;

  /** Of the budget, while the client logs in. */
  private long taken;

  private Capabilities agreed = Capabilities.NONE;
  private String user;
  private String database;

  /** The method by which the client proves itself may ask for its password in clear. */
  private boolean clearMayFollow;

  private ClearPassword clear;

  /** The last command was such as a pool sends before it hands a connection out. */
  private boolean probed;

  // What the command that is under way brings about if it succeeds.
  private Set<KeptState> ends = Set.of();
  private String nextUser;
  private String nextDatabase;

  /**
   * Before the first byte. {@link #over} must follow once the session has ended.
   *
   * @param budget for what the client sends before it is let in
   * @param tlsEndsHere whether what comes behind a client's request for TLS is shown in plain
   */
  public Following(LoginBudget budget, boolean tlsEndsHere) {
    this.budget = budget;
    this.conversation = new Conversation(tlsEndsHere, new Ears());
  }

  /**
   * Looks at what the client has sent; the position stays where it is.
   *
   * @return false if there is no more to look at
   */
  public boolean fromClient(ByteBuffer bytes) {
    if (isLogin()) {
      takeOfBudget(bytes.remaining());
    }
    return look(true, bytes);
  }

  /** As {@link #fromClient}, of the server. */
  public boolean fromServer(ByteBuffer bytes) {
    return look(false, bytes);
  }

  private boolean look(boolean client, ByteBuffer bytes) {
    if (!isFollowed()) {
      return false;
    }
    try {
      if (client) {
        conversation.fromClient(bytes);
      } else {
        conversation.fromServer(bytes);
      }
    } catch (RuntimeException e) {
      lose("a fault of the proxy's own");
    }
    if (taken > 0 && !isLogin()) {
      giveBack();
    }
    return isFollowed();
  }

  private void takeOfBudget(int bytes) {
    int more = (int) Math.min(bytes, MOST_LOGIN - taken);
    if (budget.take(more)) {
      taken += more;
    } else {
      lose("too many logins were under way");
    }
  }

  private void giveBack() {
    budget.giveBack(taken);
    taken = 0;
  }

  private void lose(String why) {
    lost = why;
    over();
  }

  /** The session has ended: nothing is kept any more. Without effect the second time. */
  public void over() {
    conversation = null;
    giveBack();
  }

  /** Whether it is still known where the session stands. */
  public boolean isFollowed() {
    return conversation != null && conversation.phase() != Conversation.Phase.OPAQUE;
  }

  /** Whether the client has not been let in yet. */
  public boolean isLogin() {
    return conversation != null && conversation.phase() == Conversation.Phase.LOGIN;
  }

  /** Whether the client proves who it is: in its login, or as another user. */
  public boolean isAuthenticating() {
    return conversation != null && conversation.authenticates();
  }

  /**
   * The number of what the server says next, 0 to 255.
   *
   * @return empty if it is to say nothing, or is within a packet
   */
  public Optional<Integer> nextNumber() {
    return isFollowed() ? conversation.errorSequence() : Optional.empty();
  }

  /** That the server has asked for the client's password in clear; empty if it has not. */
  public Optional<ClearPassword> clearPassword() {
    return Optional.ofNullable(clear);
  }

  /** Whether it is logged in, no reply is outstanding and no packet half sent. */
  public boolean isIdle() {
    return conversation != null && conversation.idle();
  }

  /**
   * Whether the session could be ended now without harm: it is logged in, no reply is outstanding,
   * no packet half sent, the server has said that no transaction is open (which it says of
   * autocommit=0 as well; after an error nothing is said), no cursor is open and no long data half
   * sent, and it keeps nothing else that is known of.
   */
  public boolean atBoundary() {
    return conversation != null
        && conversation.idle()
        && conversation.transaction() == Transaction.NONE
        && !conversation.cursorOpen()
        && !conversation.longDataPending()
        && kept.isEmpty()
        && !areTablesLocked();
  }

  private boolean areTablesLocked() {
    return conversation
        .trackedTransaction()
        .filter(state -> state.length() > LOCKED && state.charAt(LOCKED) == 'L')
        .isPresent();
  }

  /**
   * Whether the last thing that the client asked was only whether the connection lives, or that it
   * be as new: a pool does that with a connection that it is about to hand out.
   */
  public boolean wasProbed() {
    return probed;
  }

  /**
   * Whether these bytes of the client's, which were not shown yet, are such a question and nothing
   * else, so that an error is a full answer.
   */
  public static boolean isPing(ByteBuffer bytes) {
    return Frames.isOneCommand(bytes)
        && bytes.remaining() == Frames.HEADER + 1
        && bytes.get(bytes.position() + Frames.HEADER) == Command.PING.code();
  }

  /**
   * This error as the client can take it now, as the end of the login or of the reply that it waits
   * for.
   *
   * @return empty if it waits for none, is to say something first, or is within a packet
   */
  public Optional<byte[]> asReply(ErrorPacket error) {
    return isFollowed() && conversation.serversTurn() ? asNext(error) : Optional.empty();
  }

  /**
   * This error for a client that has not logged in, and may be awaited to say something: whoever
   * has said nothing for long hears it before it speaks.
   *
   * @return empty if it is logged in, or within a packet
   */
  public Optional<byte[]> asEndOfLogin(ErrorPacket error) {
    return isLogin() ? asNext(error) : Optional.empty();
  }

  private Optional<byte[]> asNext(ErrorPacket error) {
    return conversation
        .errorSequence()
        .map(number -> isLogin() && number == 0 ? greeting(error) : framed(number, error));
  }

  /** This error in place of the greeting. */
  public static byte[] greeting(ErrorPacket error) {
    // No state before the client and the server have agreed on what they can do.
    return framed(0, new ErrorPacket(error.code(), "", error.message()));
  }

  /** This error as the whole reply to a command. */
  public static byte[] reply(ErrorPacket error) {
    return framed(1, error);
  }

  /** The client's goodbye. */
  public static byte[] quit() {
    return Frames.frame(0, Command.QUIT.payload(""));
  }

  private static byte[] framed(int number, ErrorPacket error) {
    return Frames.frame(number, error.payload());
  }

  /** What is known now. */
  public MysqlFacts facts() {
    return new MysqlFacts(
        phase(),
        lost(),
        Optional.ofNullable(user),
        Optional.ofNullable(database).filter(name -> !name.isEmpty()),
        transaction(),
        isFollowed() ? conversation.outstanding() : 0,
        atBoundary(),
        kept);
  }

  private MysqlFacts.Phase phase() {
    if (!isFollowed()) {
      return MysqlFacts.Phase.NOT_FOLLOWED;
    }
    return switch (conversation.phase()) {
      case LOGIN -> MysqlFacts.Phase.LOGIN;
      case COMMANDS -> MysqlFacts.Phase.COMMANDS;
      case ENDED, OPAQUE -> MysqlFacts.Phase.ENDED;
    };
  }

  private Optional<String> lost() {
    return conversation == null
        ? Optional.ofNullable(lost)
        : conversation.opaque().map(why -> why.words());
  }

  private MysqlFacts.InTransaction transaction() {
    if (!isFollowed()) {
      return MysqlFacts.InTransaction.UNKNOWN;
    }
    return switch (conversation.transaction()) {
      case NONE -> MysqlFacts.InTransaction.NO;
      case OPEN -> MysqlFacts.InTransaction.YES;
      case UNKNOWN -> MysqlFacts.InTransaction.UNKNOWN;
    };
  }

  private static String name(String text) {
    return Sanitize.line(text, MOST_NAME);
  }

  /** Hears what the conversation sees. */
  private final class Ears implements ConversationEvents {
    @Override
    public int commandHead() {
      return TEXT_BYTES;
    }

    @Override
    public void greeted(Greeting greeting) {
      agreed = greeting.capabilities();
    }

    @Override
    public void introduced(HandshakeResponse login) {
      agreed = agreed.and(login.capabilities());
      user = name(login.user());
      database = name(login.database());
    }

    @Override
    public void switched(AuthSwitch request) {
      clear = ClearPassword.by(request.plugin()).orElse(clear);
      clearMayFollow = ClearPassword.mayFollow(request.plugin());
    }

    @Override
    public void authData(FieldReader head) {
      byte[] data = head.rest();
      if (agreed.has(Capabilities.MULTI_FACTOR_AUTHENTICATION)) {
        clear = ClearPassword.next(data).orElse(clear);
      }
      if (clearMayFollow) {
        clear = ClearPassword.within(data).orElse(clear);
      }
    }

    @Override
    public void command(Command command, FieldReader head) {
      ends = Set.of();
      nextUser = null;
      nextDatabase = null;
      probed =
          command == Command.PING
              || command == Command.RESET_CONNECTION
              || command == Command.CHANGE_USER;
      // Whose reply comes first is not asked: one of several that are under way ends nothing.
      boolean alone = conversation.outstanding() == 0;
      try {
        head.skip(1);
        switch (command) {
          case QUERY, STMT_PREPARE -> text(command, head, alone);
          case INIT_DB -> nextDatabase = alone ? head.lastText() : null;
          case RESET_CONNECTION -> ends = alone ? EnumSet.allOf(KeptState.class) : Set.of();
          case CHANGE_USER -> {
            // The client may have named that method, and is then not asked for it first.
            clearMayFollow = true;
            if (alone) {
              ends = EnumSet.allOf(KeptState.class);
              changeUser(head);
            }
          }
          default -> {}
        }
      } catch (ProtocolException e) {
        // It ends too early: the server will say so.
      }
    }

    private void text(Command command, FieldReader head, boolean alone) throws ProtocolException {
      boolean anywhere = false;
      if (command == Command.QUERY && agreed.has(Capabilities.QUERY_ATTRIBUTES)) {
        anywhere = head.lengthEncoded() > 0;
        head.lengthEncoded(); // how many sets of them, which is always one
      }
      boolean escapes = conversation.status().filter(s -> s.noBackslashEscapes()).isEmpty();
      StatementSigns signs = StatementSigns.of(head.rest(), anywhere, escapes);
      kept.addAll(signs.begun());
      if (alone && command == Command.QUERY) {
        ends = signs.ended();
        nextDatabase = signs.database();
      }
    }

    private void changeUser(FieldReader head) throws ProtocolException {
      nextUser = head.text();
      if (agreed.has(Capabilities.SECURE_CONNECTION)) {
        head.skip(head.int1());
      } else {
        head.text();
      }
      nextDatabase = head.lastText();
    }

    @Override
    public void ok(Command command, OkPacket ok) {
      for (SessionTrack.Change change : ok.track().changes()) {
        if (change.kind() == SessionTrack.Kind.SCHEMA) {
          database = name(change.value());
        }
      }
    }

    @Override
    public void error(Command command, ErrorPacket error) {
      ends = Set.of();
      nextUser = null;
      nextDatabase = null;
    }

    @Override
    public void replied(Command command) {
      kept.removeAll(ends);
      ends = Set.of();
      if (nextUser != null) {
        user = name(nextUser);
        nextUser = null;
      }
      if (nextDatabase != null) {
        database = name(nextDatabase);
        nextDatabase = null;
      }
    }
  }
}
