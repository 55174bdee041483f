package dev.patchbay.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation, and what it thought of the transaction each time that the client was about to ask
 * the server the same.
 */
final class Verdicts implements ConversationEvents {
  /** With this a client asks. */
  static final String QUESTION = "SELECT @@in_transaction";

  private static final int MOST_RECORDED = 256 * 1024;

  final Conversation conversation = new Conversation(false, this);
  final List<Transaction> transactions = new ArrayList<>();
  final Map<Command, Integer> commands = new LinkedHashMap<>();
  final List<ErrorPacket> errors = new ArrayList<>();
  private final List<Recording.Piece> pieces = new ArrayList<>();
  private long recorded;
  int idle;
  int cursors;
  int files;
  int progress;
  int mostOutstanding;
  Greeting greeting;
  HandshakeResponse login;
  boolean quit;

  void saw(boolean client, ByteBuffer bytes) {
    recorded += bytes.remaining();
    if (recorded <= MOST_RECORDED) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      pieces.add(new Recording.Piece(client, copy));
    }
    Recording.show(conversation, client, bytes);
    idle += conversation.idle() ? 1 : 0;
    cursors += conversation.cursorOpen() ? 1 : 0;
    mostOutstanding = (int) Math.max(mostOutstanding, conversation.outstanding());
  }

  Recording recording() {
    return new Recording(pieces);
  }

  boolean isWhole() {
    return recorded <= MOST_RECORDED;
  }

  @Override
  public int commandHead() {
    return 256;
  }

  @Override
  public void greeted(Greeting greeting) {
    this.greeting = greeting;
  }

  @Override
  public void introduced(HandshakeResponse login) {
    this.login = login;
  }

  @Override
  public void command(Command command, FieldReader head) {
    commands.merge(command, 1, Integer::sum);
    if (new String(head.rest(), StandardCharsets.ISO_8859_1).contains(QUESTION)) {
      // What is still under way may change it.
      transactions.add(
          conversation.outstanding() == 0 ? conversation.transaction() : Transaction.UNKNOWN);
    }
  }

  @Override
  public void error(Command command, ErrorPacket error) {
    errors.add(error);
  }

  @Override
  public void progress(Command command) {
    progress++;
  }

  @Override
  public void fileRequested(Command command) {
    files++;
  }

  @Override
  public void quit() {
    quit = true;
  }
}
