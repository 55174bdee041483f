package dev.patchbay.wire;

import dev.patchbay.wire.Command.Reply;
import java.net.ProtocolException;
import java.util.Optional;

/**
 * What comes after the login: commands, and their replies in the same order
 * (page_protocol_command_phase). A client need not wait for the reply before it sends the next
 * command. For one thread.
 */
final class CommandStage implements Stage {
  /** Where it leads. */
  interface Exit {
    void quit();

    void refused(ErrorPacket error);
  }

  /** A command's byte, and the number of a statement behind it. */
  private static final int SHORTEST_HEAD = 5;

  private final Outstanding waiting = new Outstanding();

  /** Of the current exchange. */
  private final PacketCount count = new PacketCount();

  private final SessionFacts facts;
  private final ReplyReader reply;
  private final ConversationEvents events;
  private final Exit exit;
  private final int headBytes;

  /** The one whose reply is awaited or coming. */
  private Command current;

  private int statement;

  private boolean clientMidCommand;

  CommandStage(Capabilities agreed, SessionFacts facts, ConversationEvents events, Exit exit) {
    this.facts = facts;
    this.reply = new ReplyReader(agreed, facts, events);
    this.events = events;
    this.exit = exit;
    this.headBytes =
        Math.max(SHORTEST_HEAD, Math.min(events.commandHead(), ConversationEvents.MOST_HEAD));
  }

  @Override
  public boolean idle() {
    return current == null;
  }

  Optional<Command> current() {
    return Optional.ofNullable(current);
  }

  boolean changesUser() {
    return current == Command.CHANGE_USER;
  }

  long outstanding() {
    return waiting.size() + (current == null ? 0 : 1);
  }

  @Override
  public int nextSequence() {
    return current == null ? -1 : count.next();
  }

  @Override
  public boolean serversTurn() {
    return current != null && !reply.waitsForClient();
  }

  /** Takes up the next command that has a reply, if none is under way. */
  private void advance() {
    while (current == null && !waiting.isEmpty()) {
      Command next = waiting.command();
      if (next.silent()) {
        facts.silent(next, waiting.statement());
      } else {
        current = next;
        statement = waiting.statement();
        if (waiting.parts()) {
          count.forget();
        } else {
          count.start(1);
        }
        reply.start(next);
      }
      waiting.remove();
    }
  }

  @Override
  public PacketScanner.Sink server() {
    return fromServer;
  }

  @Override
  public PacketScanner.Sink client() {
    return fromClient;
  }

  private final PacketScanner.Sink fromServer =
      new PacketScanner.Sink() {
        private boolean uncalledFor;
        private ErrorPacket refusal;

        @Override
        public int begin(int first, int length, int number) throws ProtocolException {
          // A command that comes while it does makes it no answer.
          uncalledFor = current == null;
          if (uncalledFor) {
            if (first != ErrorPacket.HEADER) {
              throw new LostThread(Opaque.UNEXPECTED);
            }
            return ErrorPacket.READ;
          }
          if (clientMidCommand && waiting.isEmpty()) {
            // An answer before the question is over: the packet is too long for the server.
            count.forget();
          }
          count.take(number);
          return reply.begin(first, length, number);
        }

        @Override
        public void head(FieldReader head) throws ProtocolException {
          if (uncalledFor) {
            refusal = ErrorPacket.read(head);
          } else {
            reply.head(head);
          }
        }

        @Override
        public void end(long length) throws ProtocolException {
          if (uncalledFor) {
            exit.refused(refusal);
            return;
          }
          count.countParts(length);
          reply.end(length);
          if (reply.waitsForClient() && (!waiting.isEmpty() || clientMidCommand)) {
            // The server takes for an answer what the client meant as commands.
            throw new LostThread(Opaque.UNEXPECTED);
          }
          if (reply.isOver()) {
            replied();
          }
        }
      };

  private void replied() {
    Command over = current;
    if (reply.failed()) {
      facts.failed(over, statement);
    } else {
      facts.done(over, statement);
    }
    current = null;
    advance();
    events.replied(over);
  }

  private final PacketScanner.Sink fromClient =
      new PacketScanner.Sink() {
        private Command command;
        private boolean parts;

        @Override
        public int begin(int first, int length, int number) throws ProtocolException {
          command = null;
          if (reply.waitsForClient()) {
            count.take(number);
            return 0;
          }
          if (number != 0) {
            throw new LostThread(Opaque.OUT_OF_ORDER);
          }
          command = Command.known(first);
          if (command == null) {
            throw new LostThread(Opaque.UNKNOWN_COMMAND);
          }
          clientMidCommand = true;
          parts = length == Frames.LONGEST_PART;
          return headBytes;
        }

        @Override
        public void head(FieldReader head) throws ProtocolException {
          int named = 0;
          if (command.namesStatement()) {
            FieldReader number = head.copy();
            number.skip(1);
            named = (int) number.int4();
          }
          events.command(command, head);
          if (command.reply() == Reply.ENDLESS) {
            throw new LostThread(Opaque.REPLICATION);
          }
          if (command != Command.QUIT) {
            waiting.add(command, named, parts);
            advance();
          }
        }

        @Override
        public void end(long length) throws ProtocolException {
          if (command == null) {
            if (!reply.waitsForClient()) {
              // The server has not waited for all of it.
              throw new LostThread(Opaque.UNEXPECTED);
            }
            count.countParts(length);
            // A file ends with an empty packet; any packet is an answer in an authentication.
            if (!reply.waitsForFile() || length == 0) {
              reply.clientAnswered();
            }
            return;
          }
          clientMidCommand = false;
          if (parts && !command.silent() && current != null && waiting.isEmpty()) {
            // The server counts on behind the parts, and has not begun to answer.
            count.suppose((int) (length / Frames.LONGEST_PART) + 1);
          }
          if (command == Command.QUIT) {
            exit.quit();
          }
        }
      };
}
