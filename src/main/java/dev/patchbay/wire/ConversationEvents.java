package dev.patchbay.wire;

/**
 * Is told what a {@link Conversation} sees, as it sees it and on its thread, before the bytes are
 * passed on. Whoever wants to hear of something overrides it.
 */
public interface ConversationEvents {
  /** How much of a command's beginning {@link #command} is shown at the most, in bytes. */
  int MOST_HEAD = 64 * 1024;

  /** How much is shown of what a method of authentication says, in bytes: the name of another. */
  int AUTH_HEAD = 80;

  /** Hears nothing. */
  ConversationEvents NONE = new ConversationEvents() {};

  /** How much of each command to show, in bytes, to {@link #MOST_HEAD}. Asked once. */
  default int commandHead() {
    return 0;
  }

  /** The server has opened the conversation. */
  default void greeted(Greeting greeting) {}

  /** The client wants TLS. */
  default void tlsRequested() {}

  /** The client has said who it is, which is not proved yet. */
  default void introduced(HandshakeResponse login) {}

  /** The server asks for another method of authentication, at the login or a change of user. */
  default void switched(AuthSwitch request) {}

  /**
   * The server goes on with its method of authentication.
   *
   * @param head the first {@link #AUTH_HEAD} bytes at the most; to be read within the call
   */
  default void authData(FieldReader head) {}

  /** The login is over. */
  default void loggedIn(OkPacket ok) {}

  /** The server ends the conversation by an error that answers no command. */
  default void refused(ErrorPacket error) {}

  /**
   * The client sends a command; the rest of it may be still on the way.
   *
   * @param head its beginning, first byte included: as much as was asked for, or the whole; to be
   *     read within the call
   */
  default void command(Command command, FieldReader head) {}

  /** An OK or EOF within a command's reply, or at its end. */
  default void ok(Command command, OkPacket ok) {}

  /** The server has prepared a statement. */
  default void prepared(int statement, int parameters, int columns) {}

  /** An error has ended a command's reply. {@link #replied} follows. */
  default void error(Command command, ErrorPacket error) {}

  /** The server works on, and says how far it is. */
  default void progress(Command command) {}

  /** The server wants a file of the client. */
  default void fileRequested(Command command) {}

  /** The reply of a command is over. */
  default void replied(Command command) {}

  /** The client says goodbye. */
  default void quit() {}

  /** The conversation can be followed no more; the last that is told. */
  default void lost(Opaque reason) {}
}
