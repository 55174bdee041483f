package dev.patchbay.wire;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Follows what a client and a MySQL or MariaDB server say to each other, without taking part. It is
 * shown the bytes of both directions, in any pieces, before they are passed on: so no answer is
 * seen before its question. It knows at each moment whether the session is between two commands,
 * and what the server has said of it.
 *
 * <p>It never guesses. Where it does not understand, it is {@link Phase#OPAQUE} for good, says why,
 * and looks at nothing more; what it knew before is no longer to be relied on.
 *
 * <p>What is only passed on is neither copied nor kept. It keeps {@link #MOST_KEPT} bytes at the
 * most, whatever comes; after the login usually a few hundred. For one thread.
 */
public final class Conversation {
  /**
   * How many bytes it keeps at the most: a login that comes in pieces (while its array grows there
   * are two), or a command's head and a reply's; commands whose reply is awaited; statements.
   */
  public static final int MOST_KEPT = 512 * 1024;

  /** How far it is. */
  public enum Phase {
    /** To the end of the login. */
    LOGIN,
    COMMANDS,
    /** The client has said goodbye, or the server has refused it. */
    ENDED,
    /** It cannot be followed. */
    OPAQUE
  }

  private final ConversationEvents events;
  private final SessionFacts facts = new SessionFacts();
  private final PacketScanner client = new PacketScanner(new Relayed(true));
  private final PacketScanner server = new PacketScanner(new Relayed(false));
  private Stage stage;
  private CommandStage commands;
  private Phase phase = Phase.LOGIN;
  private Opaque opaque;

  /**
   * Before the first byte.
   *
   * @param tlsEndsHere whether what comes behind the client's request for TLS is shown in plain;
   *     otherwise the conversation is opaque from there on
   */
  public Conversation(boolean tlsEndsHere, ConversationEvents events) {
    this.events = events;
    this.stage =
        new LoginStage(
            tlsEndsHere,
            events,
            new LoginStage.Exit() {
              @Override
              public void loggedIn(Capabilities agreed, OkPacket ok) throws LostThread {
                Conversation.this.loggedIn(agreed, ok);
              }

              @Override
              public void refused(ErrorPacket error) {
                Conversation.this.refused(error);
              }
            });
  }

  /** Looks at what the client has sent; the position stays where it is. */
  public void fromClient(ByteBuffer bytes) {
    take(client, bytes);
  }

  /** Looks at what the server has sent; the position stays where it is. */
  public void fromServer(ByteBuffer bytes) {
    take(server, bytes);
  }

  public Phase phase() {
    return phase;
  }

  /** Why it is opaque. */
  public Optional<Opaque> opaque() {
    return Optional.ofNullable(opaque);
  }

  /**
   * Whether the session is at a boundary: logged in, no reply outstanding, no packet half sent by
   * either side.
   */
  public boolean idle() {
    return phase == Phase.COMMANDS && stage.idle() && !client.midPacket() && !server.midPacket();
  }

  /** Whether the client proves who it is: in its login, or as another user. */
  public boolean authenticates() {
    return phase == Phase.LOGIN || commands != null && commands.changesUser();
  }

  /** What the server said last of the session. */
  public Optional<ServerStatus> status() {
    return facts.status();
  }

  /** Whether a transaction is open, as of the last reply. */
  public Transaction transaction() {
    return facts.transaction();
  }

  /** The last that {@link SessionTrack#transactionState} said. */
  public Optional<String> trackedTransaction() {
    return facts.trackedTransaction();
  }

  /** Whether rows are left that can be fetched from a cursor. */
  public boolean cursorOpen() {
    return facts.cursorOpen();
  }

  /** Whether the client has sent parts of a parameter, and the statement has not run yet. */
  public boolean longDataPending() {
    return facts.longDataPending();
  }

  /** How many commands have no reply yet. */
  public long outstanding() {
    return commands == null ? 0 : commands.outstanding();
  }

  /** The command whose reply is awaited or coming. */
  public Optional<Command> current() {
    return commands == null ? Optional.empty() : commands.current();
  }

  /**
   * What number an error would need that ends the login, or the current command's reply; empty
   * where none can be put: no command is outstanding, the server is within a packet, or the client
   * within a command. An error in place of the greeting has the number 0, and no state.
   */
  public Optional<Integer> errorSequence() {
    boolean followed = phase == Phase.LOGIN || phase == Phase.COMMANDS;
    boolean possible = followed && !server.midPacket() && !client.midPacket();
    int next = possible ? stage.nextSequence() : -1;
    return next < 0 ? Optional.empty() : Optional.of(next);
  }

  /**
   * Whether the client waits for the server. One that does not will not read a packet before it has
   * sent its own, and then awaits another number.
   */
  public boolean serversTurn() {
    return (phase == Phase.LOGIN || phase == Phase.COMMANDS) && stage.serversTurn();
  }

  private void take(PacketScanner scanner, ByteBuffer bytes) {
    try {
      scanner.take(bytes);
    } catch (LostThread e) {
      lose(e.reason());
    } catch (ProtocolException e) {
      lose(Opaque.MALFORMED);
    }
  }

  private void lose(Opaque reason) {
    end(Phase.OPAQUE);
    opaque = reason;
    events.lost(reason);
  }

  private void end(Phase how) {
    phase = how;
    client.stop();
    server.stop();
  }

  private void refused(ErrorPacket error) {
    end(Phase.ENDED);
    events.refused(error);
  }

  private void loggedIn(Capabilities agreed, OkPacket ok) throws LostThread {
    facts.ok(ok);
    phase = Phase.COMMANDS;
    commands =
        new CommandStage(
            agreed,
            facts,
            events,
            new CommandStage.Exit() {
              @Override
              public void quit() {
                end(Phase.ENDED);
                events.quit();
              }

              @Override
              public void refused(ErrorPacket error) {
                Conversation.this.refused(error);
              }
            });
    stage = commands;
    events.loggedIn(ok);
    if (agreed.hasAny(Capabilities.COMPRESS | Capabilities.ZSTD_COMPRESSION)) {
      throw new LostThread(Opaque.COMPRESSED);
    }
    if (agreed.has(Capabilities.OPTIONAL_RESULTSET_METADATA)) {
      throw new LostThread(Opaque.OPTIONAL_METADATA);
    }
  }

  /** Tells the stage that is on. */
  private final class Relayed implements PacketScanner.Sink {
    private final boolean client;

    Relayed(boolean client) {
      this.client = client;
    }

    @Override
    public int begin(int first, int length, int sequence) throws ProtocolException {
      return sink().begin(first, length, sequence);
    }

    @Override
    public void head(FieldReader head) throws ProtocolException {
      sink().head(head);
    }

    @Override
    public void end(long length) throws ProtocolException {
      sink().end(length);
    }

    private PacketScanner.Sink sink() {
      return client ? stage.client() : stage.server();
    }
  }
}
