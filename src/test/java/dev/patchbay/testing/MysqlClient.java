package dev.patchbay.testing;

import dev.patchbay.testing.MysqlPackets.Packet;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.FieldWriter;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;

/** A client that writes its packets by hand. */
public final class MysqlClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private Socket socket;
  private MysqlPackets packets;
  private boolean secure;

  private MysqlClient(Socket socket) throws IOException {
    this.socket = socket;
    this.packets = new MysqlPackets(socket);
  }

  /** One that has said nothing yet. */
  public static MysqlClient connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return new MysqlClient(socket);
  }

  /** One that is logged in. */
  public static MysqlClient loggedIn(InetSocketAddress address) throws IOException {
    MysqlClient client = connect(address);
    client.greeting();
    client.login();
    return client;
  }

  /** The version that the server names. */
  public String greeting() throws IOException {
    return greetingItself().version();
  }

  /** The whole of it. */
  public Greeting greetingItself() throws IOException {
    return Greeting.read(new FieldReader(packets.read().payload()));
  }

  /** Asks for TLS, and goes on within that, once greeted. */
  public void secure() throws IOException {
    requestTls();
    socket = MysqlPackets.secure(socket, AnyCertificate.context(), true);
    packets = new MysqlPackets(socket);
    secure = true;
  }

  /** Asks for TLS, and does nothing more. */
  public void requestTls() throws IOException {
    write(
        1,
        new HandshakeResponse(
                FakeMysql.CAPABILITIES.with(Capabilities.SSL),
                1 << 24,
                45,
                "",
                new byte[0],
                "",
                "",
                Map.of())
            .sslRequest());
  }

  /** Sends a login, and waits for no answer. */
  public void introduce(String user, String database, Map<String, String> attributes)
      throws IOException {
    long more =
        (attributes.isEmpty() ? 0 : Capabilities.CONNECT_ATTRS) | (secure ? Capabilities.SSL : 0);
    write(
        secure ? 2 : 1,
        new HandshakeResponse(
                FakeMysql.CAPABILITIES.with(more),
                1 << 24,
                45,
                user,
                new byte[20],
                database,
                "native",
                attributes)
            .payload());
  }

  /** Sends a packet. */
  public void write(int number, byte[] payload) throws IOException {
    packets.write(number, payload);
  }

  public void login() throws IOException {
    sendLogin();
    expectOk(packets.read());
  }

  /** Sends it, and waits for no answer. */
  public void sendLogin() throws IOException {
    introduce("app", "shop", Map.of());
  }

  /** Sends a query, and waits for no answer. */
  public void send(String query) throws IOException {
    packets.write(
        0, new FieldWriter().int1(Command.QUERY.code()).bytes(query.getBytes()).payload());
  }

  /** Sends a query that goes well. */
  public void query(String query) throws IOException {
    send(query);
    expectOk(packets.read());
  }

  public void ping() throws IOException {
    packets.write(0, new byte[] {(byte) Command.PING.code()});
  }

  public Packet read() throws IOException {
    return packets.read();
  }

  /** Waits for a byte or for the end, whichever comes. */
  public void hear() throws IOException {
    socket.getInputStream().read();
  }

  /** From now on it sends each byte by itself. */
  public void dribble() {
    packets.dribble();
  }

  public void raw(byte[] bytes) throws IOException {
    packets.raw(bytes);
  }

  /** The error that comes next. */
  public ErrorPacket error() throws IOException {
    return ErrorPacket.read(new FieldReader(packets.read().payload()));
  }

  /** How a connection stands. */
  public enum End {
    OPEN,
    ENDED,
    RESET
  }

  /** What becomes of the connection next. */
  public End end() throws IOException {
    return end(TIMEOUT_MILLIS);
  }

  /** As {@link #end()}, within so many milliseconds. */
  public End end(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      packets.read();
      return End.OPEN;
    } catch (EOFException e) {
      return End.ENDED;
    } catch (SocketTimeoutException e) {
      return End.OPEN;
    } catch (SocketException e) {
      return End.RESET;
    } finally {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static void expectOk(Packet packet) {
    if (packet.first() != 0) {
      throw new IllegalStateException("no OK, but " + packet.first());
    }
  }
}
