package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.wire.ClientLogin;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.Frames;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the agent's connection makes of peers that are no server, or a bad one. */
class DatabaseSocketTest {
  private static final long LONG = 20_000;

  private static final byte[] QUERY = Command.QUERY.payload("SELECT 1");

  @Test
  void silentPeer_isWaitedForNoLongerThanSaid() throws Exception {
    try (FakePeer peer = FakePeer.silent();
        DatabaseSocket socket = connected(peer)) {
      assertThat(socket.logIn(steps(), 50)).isFalse();
    }
  }

  @Test
  void leave_endsTheLoginOfSomebodyWhoLeaves() throws Exception {
    try (FakePeer peer = FakePeer.silent();
        DatabaseSocket socket = connected(peer)) {
      socket.leave();

      assertThat(socket.logIn(steps(), Integer.MAX_VALUE)).isFalse();
    }
  }

  @Test
  void refusedConnection_isAnIoException() throws Exception {
    DatabaseLogin nobody = new DatabaseLogin("127.0.0.1", FreePort.take(), "u", "p");
    try (DatabaseSocket socket = new DatabaseSocket(nobody)) {
      assertThatThrownBy(
              () -> {
                socket.connect(nobody);
                socket.logIn(steps(), LONG);
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void endlessPacket_isRefusedByItsHeader() throws Exception {
    try (FakePeer peer = FakePeer.saying(new byte[] {-1, -1, 127, 0, 10});
        DatabaseSocket socket = connected(peer)) {
      assertThatThrownBy(() -> socket.logIn(steps(), LONG))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("a packet of 8388607 bytes");
    }
  }

  @Test
  void emptyPacket_isRefused() throws Exception {
    try (FakePeer peer = FakePeer.saying(new byte[] {0, 0, 0, 0});
        DatabaseSocket socket = connected(peer)) {
      assertThatThrownBy(() -> socket.logIn(steps(), LONG)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void replyInSinglePieces_isPutTogether() throws Exception {
    byte[] reply =
        Frames.frame(
            1,
            List.of(
                new byte[] {1},
                new byte[20],
                FakeServer.EOF,
                FakeServer.text("OFF"),
                FakeServer.EOF));
    try (FakePeer peer = new FakePeer(server(reply));
        DatabaseSocket socket = loggedIn(peer)) {
      socket.query(QUERY);
      TextReply got = new TextReply();

      while (!socket.receive(got, 20)) {
        assertThat(got.rows()).hasSizeLessThan(2);
      }

      assertThat(got.error()).isEmpty();
      assertThat(got.rows()).containsExactly(FakeServer.text("OFF"));
    }
  }

  @Test
  void serverThatLeaves_isNoticedWhileNothingIsAsked() throws Exception {
    try (FakePeer peer = new FakePeer(server(new byte[0]));
        DatabaseSocket socket = loggedIn(peer)) {
      socket.query(QUERY);

      assertThatThrownBy(() -> socket.rest(20_000)).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void serverThatSpeaksUnasked_isLeft() throws Exception {
    try (FakePeer peer = new FakePeer(server(FakePeer.errorPacket(1927, "Connection was killed")));
        DatabaseSocket socket = loggedIn(peer)) {
      socket.query(QUERY);

      assertThatThrownBy(() -> socket.rest(20_000))
          .hasMessage("the server spoke without being asked");
    }
  }

  @Test
  void floodOfRows_isRefused() throws Exception {
    refusesFlood(
        127,
        Stream.concat(
            Stream.of(new byte[] {1}, new byte[20], FakeServer.EOF),
            Stream.generate(() -> FakeServer.text("x"))));
  }

  @Test
  void floodOfDefinitions_isRefused() throws Exception {
    refusesFlood(0, Stream.concat(Stream.of(new byte[] {1}), Stream.generate(() -> new byte[20])));
  }

  private static void refusesFlood(int mostRows, Stream<byte[]> endless) throws Exception {
    byte[] reply = Frames.frame(1, endless.limit(1_000).toList());
    try (FakePeer peer = new FakePeer(server(reply));
        DatabaseSocket socket = loggedIn(peer)) {
      socket.query(QUERY);
      TextReply got = new TextReply();

      assertThatThrownBy(
              () -> {
                while (!socket.receive(got, 20)) {
                  assertThat(got.rows()).hasSizeLessThanOrEqualTo(mostRows);
                }
              })
          .isInstanceOf(ProtocolException.class)
          .hasMessage("too many packets for a short question");
    }
  }

  /** Lets anybody in, says the reply byte by byte when it is asked something, and leaves. */
  private static FakePeer.Piece server(byte[] reply) {
    return socket -> {
      FakeServer.letIn(socket);
      FakeServer.packet(socket);
      for (byte one : reply) {
        socket.getOutputStream().write(one);
      }
      socket.close();
    };
  }

  private static DatabaseSocket loggedIn(FakePeer peer) throws IOException {
    DatabaseSocket socket = connected(peer);
    assertThat(socket.logIn(steps(), LONG)).isTrue();
    return socket;
  }

  private static DatabaseSocket connected(FakePeer peer) throws IOException {
    DatabaseSocket socket = new DatabaseSocket(login(peer));
    socket.connect(login(peer));
    return socket;
  }

  private static ClientLogin steps() {
    return new ClientLogin("galera-agent", "s3cret", false);
  }

  private static DatabaseLogin login(FakePeer peer) {
    return new DatabaseLogin("127.0.0.1", peer.port(), "galera-agent", "s3cret");
  }
}
