package dev.patchbay.wire;

import java.net.ProtocolException;

/**
 * From the greeting to the OK of the login (page_protocol_connection_phase). Both sides count the
 * packets together. For one thread.
 */
final class LoginStage implements Stage {
  /** Where it leads. */
  interface Exit {
    void loggedIn(Capabilities agreed, OkPacket ok) throws LostThread;

    void refused(ErrorPacket error);
  }

  private enum Next {
    GREETING,
    LOGIN,
    AUTHENTICATION
  }

  private static final int PROTOCOL_10 = 10;
  private static final int SWITCH_BYTES = 4096;

  private final boolean tlsEndsHere;
  private final ConversationEvents events;
  private final Exit exit;
  private Next next = Next.GREETING;
  private final PacketCount count = new PacketCount();
  private boolean serversTurn = true;
  private Capabilities server = Capabilities.NONE;
  private Capabilities agreed = Capabilities.NONE;

  LoginStage(boolean tlsEndsHere, ConversationEvents events, Exit exit) {
    this.tlsEndsHere = tlsEndsHere;
    this.events = events;
    this.exit = exit;
  }

  @Override
  public boolean idle() {
    return false;
  }

  @Override
  public int nextSequence() {
    return count.next();
  }

  @Override
  public boolean serversTurn() {
    return serversTurn;
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
        private int first;
        private OkPacket ok;
        private ErrorPacket error;

        @Override
        public int begin(int first, int length, int number) throws ProtocolException {
          this.first = first;
          if (next == Next.GREETING && first != ErrorPacket.HEADER) {
            if (first != PROTOCOL_10 || length > Greeting.LONGEST || number != 0) {
              throw new LostThread(Opaque.NOT_MYSQL);
            }
            count.take(number);
            return length;
          }
          count.take(number);
          if (next == Next.LOGIN && first != ErrorPacket.HEADER) {
            throw new LostThread(Opaque.UNEXPECTED);
          }
          return switch (first) {
            case OkPacket.HEADER ->
                agreed.has(Capabilities.SESSION_TRACK) ? OkPacket.READ : OkPacket.NUMBERS;
            case ErrorPacket.HEADER -> ErrorPacket.READ;
            case AuthSwitch.HEADER -> SWITCH_BYTES;
            default -> ConversationEvents.AUTH_HEAD;
          };
        }

        @Override
        public void head(FieldReader head) throws ProtocolException {
          if (first == ErrorPacket.HEADER) {
            error = ErrorPacket.read(head);
          } else if (next == Next.GREETING) {
            greeted(head);
          } else if (first == OkPacket.HEADER) {
            ok = OkPacket.read(head, agreed);
          } else if (first == AuthSwitch.HEADER) {
            events.switched(AuthSwitch.read(head));
          } else {
            events.authData(head);
          }
        }

        @Override
        public void end(long length) throws ProtocolException {
          serversTurn = false;
          if (first == ErrorPacket.HEADER) {
            exit.refused(error);
          } else if (next == Next.GREETING) {
            next = Next.LOGIN;
          } else if (first == OkPacket.HEADER) {
            exit.loggedIn(agreed, ok);
          }
        }
      };

  private void greeted(FieldReader head) throws ProtocolException {
    Greeting greeting;
    try {
      greeting = Greeting.read(head);
    } catch (ProtocolException e) {
      throw new LostThread(Opaque.NOT_MYSQL);
    }
    server = greeting.capabilities();
    events.greeted(greeting);
  }

  private final PacketScanner.Sink fromClient =
      new PacketScanner.Sink() {
        private boolean sslRequest;

        @Override
        public int begin(int first, int length, int number) throws ProtocolException {
          if (next == Next.GREETING) {
            throw new LostThread(Opaque.UNEXPECTED);
          }
          count.take(number);
          if (next == Next.AUTHENTICATION) {
            return 0;
          }
          if (length > HandshakeResponse.LONGEST) {
            throw new LostThread(Opaque.LOGIN_TOO_LONG);
          }
          if (length < HandshakeResponse.SSL_REQUEST_BYTES) {
            throw new LostThread(Opaque.OLD_CLIENT);
          }
          return length;
        }

        @Override
        public void head(FieldReader head) throws ProtocolException {
          Capabilities client = Capabilities.of(head.peek4(), 0);
          sslRequest = HandshakeResponse.isSslRequest(head.remaining(), client);
          if (!client.has(Capabilities.PROTOCOL_41)) {
            throw new LostThread(Opaque.OLD_CLIENT);
          }
          if (!sslRequest) {
            HandshakeResponse login = HandshakeResponse.read(head);
            agreed = server.and(login.capabilities());
            events.introduced(login);
          }
        }

        @Override
        public void end(long length) throws ProtocolException {
          serversTurn = !sslRequest;
          if (!sslRequest) {
            next = Next.AUTHENTICATION;
            return;
          }
          sslRequest = false;
          events.tlsRequested();
          if (!tlsEndsHere) {
            throw new LostThread(Opaque.ENCRYPTED);
          }
        }
      };
}
