package dev.patchbay.aware;

import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldWriter;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import dev.patchbay.wire.OkPacket;
import dev.patchbay.wire.ServerStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A session that a test writes, packet by packet, and that is followed. */
final class Script {
  static final int AUTOCOMMIT = ServerStatus.AUTOCOMMIT;
  static final int OPEN = ServerStatus.IN_TRANSACTION;

  private static final Capabilities USUAL =
      new Capabilities(
          Capabilities.PROTOCOL_41
              | Capabilities.SECURE_CONNECTION
              | Capabilities.PLUGIN_AUTH
              | Capabilities.MULTI_RESULTS
              | Capabilities.CONNECT_WITH_DB);

  final Following following;
  private final Capabilities capabilities;

  private Script(Capabilities capabilities) {
    this(capabilities, new LoginBudget(1_000_000));
  }

  private Script(Capabilities capabilities, LoginBudget budget) {
    this.following = new Following(budget, false);
    this.capabilities = capabilities;
  }

  /** Before the first byte. */
  static Script fresh() {
    return new Script(USUAL);
  }

  /** After the greeting. */
  static Script greeted(long more) {
    return greeted(more, new LoginBudget(1_000_000));
  }

  static Script greeted(long more, LoginBudget budget) {
    Script script = new Script(USUAL.with(more), budget);
    return script.server(
        0,
        new Greeting(
                "8.0.0",
                7,
                new byte[20],
                script.capabilities,
                45,
                new ServerStatus(AUTOCOMMIT),
                "native")
            .payload());
  }

  /** After the login of the user app at the database shop. */
  static Script loggedIn() {
    return loggedIn(0);
  }

  static Script loggedIn(long more) {
    Script script = greeted(more);
    return script.client(1, script.login()).ok(2, AUTOCOMMIT);
  }

  byte[] login() {
    return new HandshakeResponse(
            capabilities, 1 << 24, 45, "app", new byte[20], "shop", "native", Map.of())
        .payload();
  }

  Script client(int number, byte[] payload) {
    following.fromClient(ByteBuffer.wrap(Frames.frame(number, payload)));
    return this;
  }

  Script server(int number, byte[] payload) {
    following.fromServer(ByteBuffer.wrap(Frames.frame(number, payload)));
    return this;
  }

  Script command(Command command, byte[] rest) {
    return client(0, new FieldWriter().int1(command.code()).bytes(rest).payload());
  }

  Script query(String text) {
    return command(Command.QUERY, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A query, and the answer that it went well. */
  Script done(String text) {
    return query(text).ok(1, AUTOCOMMIT);
  }

  Script ok(int number, int status) {
    return server(number, OkPacket.of(new ServerStatus(status)).payload(capabilities));
  }

  Script error(int number) {
    return server(number, new ErrorPacket(1064, "42000", "no").payload());
  }
}
