package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.PumpLoop;
import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlPackets;
import dev.patchbay.testing.MysqlPackets.Packet;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.Greeting;
import dev.patchbay.wire.HandshakeResponse;
import dev.patchbay.wire.ServerStatus;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node sees of a client that leaves without a word. The node is the test. */
class StandInTest {
  private static final int ED25519_PROOF = 64;

  /** What the listener is. */
  enum Kind {
    RAW(Transport.EPOLL, false),
    RAW_BY_IO_URING(Transport.IO_URING, false),
    RAW_BY_THE_JDK(Transport.JDK, false),
    FOLLOWED(Transport.EPOLL, true);

    private final Transport transport;
    private final boolean follows;

    Kind(Transport transport, boolean follows) {
      this.transport = transport;
      this.follows = follows;
    }
  }

  private ServerSocket node;

  @BeforeEach
  void listen() throws Exception {
    node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    node.setSoTimeout(20_000);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void clientThatClosesAtOnce_isADeniedLogin(Kind kind) throws Exception {
    try (FollowedBed bed = bed(kind, true)) {
      new Socket(bed.address().getAddress(), bed.address().getPort()).close();
      try (Socket server = accept()) {
        MysqlPackets packets = greet(server);

        assertThat(login(packets.read()).user()).isEqualTo("patchbay-probe");
        packets.write(2, denied());

        assertThatThrownBy(packets::read).isInstanceOf(EOFException.class);
        assertThat(bed.ended()).isEqualTo(CloseReason.CLIENT_CLOSED);
        await().until(() -> bed.limit.accepting().sessions() == 0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatResetsAfterTheGreeting_isADeniedLogin(Kind kind) throws Exception {
    try (FollowedBed bed = bed(kind, true);
        Socket client = new Socket(bed.address().getAddress(), bed.address().getPort());
        Socket server = accept()) {
      MysqlPackets packets = greet(server);
      assertThat(new MysqlPackets(client).read().first()).isEqualTo(10);

      client.setSoLinger(true, 0);
      client.close();

      Packet login = packets.read();
      assertThat(login.number()).isEqualTo(1);
      assertThat(login(login).user()).isEqualTo("patchbay-probe");
      packets.write(2, denied());
      assertThatThrownBy(packets::read).isInstanceOf(EOFException.class);
      assertThat(bed.ended()).isEqualTo(CloseReason.CLIENT_CLOSED);
    }
  }

  /** An answer of another length would be a broken login, which counts as much as none. */
  @Test
  void anotherMethodOfLogin_isAnsweredInItsLength() throws Exception {
    try (FollowedBed bed = bed(Kind.RAW, true)) {
      new Socket(bed.address().getAddress(), bed.address().getPort()).close();
      try (Socket server = accept()) {
        MysqlPackets packets = greet(server);
        packets.read();

        for (byte b : Frames.frame(2, otherMethod())) {
          packets.raw(new byte[] {b});
        }

        Packet proof = packets.read();
        assertThat(proof.number()).isEqualTo(3);
        assertThat(proof.payload()).hasSize(ED25519_PROOF);
        packets.write(4, denied());
        assertThatThrownBy(packets::read).isInstanceOf(EOFException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatHasSentAByte_endsAsItEnds(Kind kind) throws Exception {
    try (FollowedBed bed = bed(kind, true);
        Socket client = new Socket(bed.address().getAddress(), bed.address().getPort());
        Socket server = accept()) {
      greet(server);

      client.getOutputStream().write(7);
      client.close();

      assertThat(server.getInputStream().readAllBytes()).containsExactly(7);
    }
  }

  @Test
  void withoutTheKey_theNodeSeesTheEnd() throws Exception {
    try (FollowedBed bed = bed(Kind.RAW, false)) {
      new Socket(bed.address().getAddress(), bed.address().getPort()).close();
      try (Socket server = accept()) {
        greet(server);

        assertThat(server.getInputStream().readAllBytes()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodeThatSaysNothing_isGivenUp(Kind kind) throws Exception {
    try (FollowedBed bed = bed(kind, true)) {
      new Socket(bed.address().getAddress(), bed.address().getPort()).close();
      try (Socket server = accept()) {
        // The login comes all the same, and then the end.
        assertThat(server.getInputStream().readAllBytes()).isNotEmpty();
        await().until(() -> bed.limit.accepting().sessions() == 0);
      }
    }
  }

  @Test
  void nodeThatSpeaksSomethingElse_isLeft() throws Exception {
    try (FollowedBed bed = bed(Kind.RAW, true)) {
      new Socket(bed.address().getAddress(), bed.address().getPort()).close();
      try (Socket server = accept()) {
        assertThat(new MysqlPackets(server).read().payload()).isNotEmpty();

        server.getOutputStream().write("SSH-2.0-OpenSSH_9.2p1\r\n".getBytes());

        // By a reset, for it has not read all of that.
        await().until(() -> SessionBed.ending(server) != SessionBed.Ending.OPEN);
        await().until(() -> bed.limit.accepting().sessions() == 0);
      }
    }
  }

  /** A greeting is passed over; one after the other would keep the loop for ever. */
  @Test
  void nodeThatGreetsAgainAndAgain_isLeft() throws Exception {
    byte[] greetings = new byte[5 * (1 << 18)];
    for (int i = 0; i < greetings.length; i += 5) {
      greetings[i] = 1;
      greetings[i + 4] = 10;
    }
    try (FollowedBed bed = bed(Kind.RAW, true)) {
      new Socket(bed.address().getAddress(), bed.address().getPort()).close();
      try (Socket server = accept()) {
        CompletableFuture<Void> greeted =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    while (true) {
                      server.getOutputStream().write(greetings);
                    }
                  } catch (IOException e) {
                    // it has been left
                  }
                });

        greeted.get(20, TimeUnit.SECONDS);
        await().until(() -> bed.limit.accepting().sessions() == 0);
      }
    }
  }

  @Test
  void nodeThatHangs_holdsAFewAtATime_andAFailoverEndsThem() throws Exception {
    try (FollowedBed bed = bed(Kind.RAW, true)) {
      bed.limit.cap(new SessionCap(160, SessionCap.By.CONFIGURATION));
      List<Socket> servers = new ArrayList<>();
      int most = 0;
      for (int i = 0; i < 100; i++) {
        new Socket(bed.address().getAddress(), bed.address().getPort()).close();
        servers.add(accept());
        most = Math.max(most, bed.limit.accepting().sessions());
      }
      // An eighth of all, and a few whose end is not counted yet.
      assertThat(most).isLessThan(40);

      bed.routeTo(bed.a);

      // By itself the last one would end after 2 s.
      await()
          .pollDelay(Duration.ZERO)
          .atMost(Duration.ofMillis(1_500))
          .until(() -> bed.limit.accepting().sessions() == 0);
      for (Socket server : servers) {
        server.close();
      }
    }
  }

  /** While a loop has not cut yet, the others have what they dialled wait. */
  @Test
  void nodeThatHasEndedAsWell_keepsNobodyWhoWaitsBehindIt() throws Exception {
    try (FollowedBed bed = bed(Kind.RAW, true)) {
      PumpLoop first = bed.listener().sessionLoops().get(0).loop();
      PumpLoop second = bed.listener().sessionLoops().get(1).loop();
      CountDownLatch mayCut = new CountDownLatch(1);
      second.execute(() -> awaitOn(mayCut));
      bed.route(Optional.of(test()), true);
      new Socket(bed.address().getAddress(), bed.address().getPort()).close();
      try (Socket server = accept()) {
        new MysqlPackets(server).write(0, denied());
      }
      // One of these is at the loop that has cut, and reaches the node.
      try (Socket one = new Socket(bed.address().getAddress(), bed.address().getPort());
          Socket other = new Socket(bed.address().getAddress(), bed.address().getPort());
          Socket server = accept()) {
        greet(server);
        for (int i = 0; i < 3; i++) {
          CompletableFuture.runAsync(() -> {}, first).get(20, TimeUnit.SECONDS);
        }

        mayCut.countDown();

        await().until(() -> available(one) + available(other) > 0);
        Socket greeted = available(one) > 0 ? one : other;
        assertThat(new MysqlPackets(greeted).read().first()).isEqualTo(10);
      } finally {
        mayCut.countDown();
      }
    }
  }

  private static int available(Socket socket) throws IOException {
    return socket.getInputStream().available();
  }

  @Test
  void nodeThatLetsEverybodyIn_hearsAGoodbye() throws Exception {
    try (FollowedBed bed = bed(Kind.RAW, true)) {
      bed.routeTo(bed.a);

      new Socket(bed.address().getAddress(), bed.address().getPort()).close();

      await().until(() -> bed.a.quits() == 1 && bed.a.connections() == 0);
    }
  }

  private FollowedBed bed(Kind kind, boolean loginForProbes) throws Exception {
    Entrance entrance = new Entrance(List.of(), 0, List.of(), HeaderToNode.OFF, loginForProbes);
    FollowedBed bed =
        new FollowedBed(
            MysqlTerms.DEFAULT,
            kind.transport,
            spec -> {
              ListenerSpec with = spec.with(entrance);
              return kind.follows ? with : with.with(Optional.empty());
            });
    bed.route(Optional.of(test()), true);
    return bed;
  }

  private Node test() {
    return new Node("test", "127.0.0.1", node.getLocalPort(), 1, "/");
  }

  private static void awaitOn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket accept() throws Exception {
    Socket server = node.accept();
    server.setSoTimeout(20_000);
    return server;
  }

  private static MysqlPackets greet(Socket server) throws Exception {
    MysqlPackets packets = new MysqlPackets(server);
    packets.write(
        0,
        new Greeting(
                "11.4.2-MariaDB",
                7,
                new byte[20],
                FakeMysql.CAPABILITIES,
                45,
                new ServerStatus(2),
                "mysql_native_password")
            .payload());
    return packets;
  }

  private static HandshakeResponse login(Packet packet) throws Exception {
    return HandshakeResponse.read(new FieldReader(packet.payload()));
  }

  private static byte[] otherMethod() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xFE);
    out.writeBytes("client_ed25519\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[32]);
    return out.toByteArray();
  }

  private static byte[] denied() {
    return new ErrorPacket(1045, "28000", "Access denied for user 'patchbay-probe'@'localhost'")
        .payload();
  }
}
