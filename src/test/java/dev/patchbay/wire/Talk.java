package dev.patchbay.wire;

import java.nio.ByteBuffer;
import java.util.Map;

/** A conversation that a test writes, packet by packet. */
final class Talk {
  static final long USUAL =
      Capabilities.PROTOCOL_41
          | Capabilities.SECURE_CONNECTION
          | Capabilities.PLUGIN_AUTH
          | Capabilities.MULTI_RESULTS;

  static final int AUTOCOMMIT = ServerStatus.AUTOCOMMIT;
  static final int OPEN = AUTOCOMMIT | ServerStatus.IN_TRANSACTION;
  static final int MORE = AUTOCOMMIT | ServerStatus.MORE_RESULTS;

  final Told told = new Told();
  final Conversation conversation;
  final Capabilities capabilities;

  private Talk(Capabilities capabilities, boolean tlsEndsHere) {
    this.capabilities = capabilities;
    this.conversation = new Conversation(tlsEndsHere, told);
  }

  /** Before the first byte; both sides have these capabilities. */
  static Talk with(long capabilities) {
    return new Talk(new Capabilities(capabilities), false);
  }

  static Talk withTls(long capabilities) {
    return new Talk(new Capabilities(capabilities), true);
  }

  /** After the login; both sides have these capabilities as well as the usual. */
  static Talk loggedIn(long more) {
    Talk talk = with(USUAL | more);
    talk.server(0, talk.greeting().payload()).client(1, talk.login().payload());
    return talk.ok(2, AUTOCOMMIT);
  }

  Greeting greeting() {
    return new Greeting(
        "10.11.6-MariaDB", 7, new byte[20], capabilities, 45, new ServerStatus(2), "native");
  }

  HandshakeResponse login() {
    return new HandshakeResponse(
        capabilities, 1 << 24, 45, "me", new byte[20], "", "native", Map.of());
  }

  Talk client(int sequence, byte[] payload) {
    conversation.fromClient(ByteBuffer.wrap(Frames.frame(sequence, payload)));
    return this;
  }

  Talk server(int sequence, byte[] payload) {
    conversation.fromServer(ByteBuffer.wrap(Frames.frame(sequence, payload)));
    return this;
  }

  Talk command(Command command) {
    return command(command, new byte[9]);
  }

  Talk command(Command command, byte[] rest) {
    return client(0, new FieldWriter().int1(command.code()).bytes(rest).payload());
  }

  /** A command about a prepared statement. */
  Talk statement(Command command, int statement) {
    return command(command, new FieldWriter().int4(statement).zeros(5).payload());
  }

  Talk ok(int sequence, int status) {
    return server(sequence, OkPacket.of(new ServerStatus(status)).payload(capabilities));
  }

  /** The end of rows or of definitions. */
  Talk end(int sequence, int status) {
    return server(sequence, OkPacket.of(new ServerStatus(status)).endPayload(capabilities));
  }

  Talk error(int sequence, int code) {
    return server(sequence, new ErrorPacket(code, "HY000", "no").payload());
  }

  Talk count(int sequence, int columns) {
    return server(sequence, new FieldWriter().lengthEncoded(columns).payload());
  }

  Talk definition(int sequence) {
    return server(sequence, new FieldWriter().lengthEncodedText("def").zeros(20).payload());
  }

  Talk row(int sequence, int... bytes) {
    FieldWriter row = new FieldWriter();
    for (int b : bytes) {
      row.int1(b);
    }
    return server(sequence, row.payload());
  }

  Talk prepared(int sequence, int statement, int columns, int parameters) {
    return server(
        sequence,
        new FieldWriter()
            .int1(0)
            .int4(statement)
            .int2(columns)
            .int2(parameters)
            .zeros(3)
            .payload());
  }
}
