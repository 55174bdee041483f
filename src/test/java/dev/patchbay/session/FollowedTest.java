package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.aware.MysqlFacts;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.MysqlClient.End;
import dev.patchbay.testing.MysqlPackets;
import dev.patchbay.testing.MysqlPackets.Packet;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Network;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.ErrorPacket;
import dev.patchbay.wire.FieldReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How sessions whose protocol is followed come to their ends. */
class FollowedTest {

  @Test
  void session_isShownWithWhatIsKnownOfIt() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query("BEGIN");

        MysqlFacts facts = bed.view().facts().orElseThrow();

        assertThat(facts.phase()).isEqualTo(MysqlFacts.Phase.COMMANDS);
        assertThat(facts.user()).contains("app");
        assertThat(facts.database()).contains("shop");
        assertThat(facts.transaction()).isEqualTo(MysqlFacts.InTransaction.YES);
        assertThat(facts.atBoundary()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void cutWithinACommand_isAnErrorOfClass08_andThenTheEnd(Transport transport) throws Exception {
    try (FollowedBed bed = new FollowedBed(transport)) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.send("HANG");
        await().until(() -> bed.a.queries().contains("HANG"));

        bed.routeTo(bed.b);

        Packet packet = client.read();
        ErrorPacket error = ErrorPacket.read(new FieldReader(packet.payload()));
        assertThat(packet.number()).isEqualTo(1);
        assertThat(error.code()).isEqualTo(1053);
        assertThat(error.sqlState()).isEqualTo("08S01");
        assertThat(error.message()).contains("the traffic has left a", "unknown");
        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.ended()).isEqualTo(CloseReason.FAILOVER);
        await().until(() -> bed.a.connections() == 0);
      }
    }
  }

  /** What is still unread would make a plain close a reset, and the error would be lost. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void cutWhileTheClientSends_isAnErrorAllTheSame(Transport transport) throws Exception {
    try (FollowedBed bed = new FollowedBed(transport)) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.send("HANG");
        await().until(() -> bed.a.queries().contains("HANG"));
        for (int i = 0; i < 100; i++) {
          client.send("MORE");
        }

        bed.routeTo(bed.b);
        client.send("AFTER THE END");

        assertThat(client.error().code()).isEqualTo(1053);
        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  /** A plain close would be a reset, by what has come and was not read. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void cutBeforeACommandIsRead_saysThatItWasNotCarriedOut(Transport transport) throws Exception {
    try (FollowedBed bed = new FollowedBed(transport)) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        bed.whileBusy(
            () -> {
              client.send("LATE");
              bed.routeTo(bed.b);
            });

        Packet packet = client.read();
        ErrorPacket error = ErrorPacket.read(new FieldReader(packet.payload()));
        assertThat(packet.number()).isEqualTo(1);
        assertThat(error.code()).isEqualTo(1053);
        assertThat(error.sqlState()).isEqualTo("08S01");
        assertThat(error.message()).contains("the traffic has left a", "was not carried out");
        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.a.queries()).doesNotContain("LATE");
      }
    }
  }

  @Test
  void cutBeforeAGoodbyeIsRead_isAPlainEnd() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        bed.whileBusy(
            () -> {
              client.raw(new byte[] {1, 0, 0, 0, (byte) Command.QUIT.code()});
              bed.routeTo(bed.b);
            });

        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  /** Its length says more than has come: what could be its answer cannot be known. */
  @Test
  void cutBeforeHalfACommandIsRead_isAPlainEnd() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        bed.whileBusy(
            () -> {
              client.raw(new byte[] {100, 0, 0, 0, (byte) Command.QUERY.code(), 'S'});
              bed.routeTo(bed.b);
            });

        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  @Test
  void cutBeforeTheLoginIsRead_saysWhy() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        client.greeting();
        bed.whileBusy(
            () -> {
              client.sendLogin();
              bed.routeTo(bed.b);
            });

        Packet packet = client.read();
        assertThat(packet.number()).isEqualTo(2);
        assertThat(ErrorPacket.read(new FieldReader(packet.payload())).code()).isEqualTo(1053);
        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  @Test
  void cutBetweenTwoCommands_isAPlainEnd() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.query("BEGIN");

        bed.routeTo(bed.b);

        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.ended()).isEqualTo(CloseReason.FAILOVER);
      }
    }
  }

  @Test
  void cutWithinAPacket_isAPlainEnd() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        long before = bed.view().toClient();
        client.send("HALF");
        await().until(() -> bed.view().toClient() > before);

        bed.routeTo(bed.b);

        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  @Test
  void cutOfWhatIsNotFollowed_isAPlainEnd() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        // No such command.
        client.raw(new byte[] {1, 0, 0, 0, 0x7F});
        await()
            .until(() -> bed.view().facts().orElseThrow().phase() == MysqlFacts.Phase.NOT_FOLLOWED);
        assertThat(bed.view().facts().orElseThrow().lost())
            .contains("the client has sent a command that is not known");

        bed.routeTo(bed.b);

        assertThat(client.read().first()).isZero();
        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  @Test
  void sessionThatIsNotFollowed_goesOn() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.raw(new byte[] {1, 0, 0, 0, 0x7F});
        assertThat(client.read().first()).isZero();

        client.query("SELECT 1");

        assertThat(bed.a.queries()).contains("SELECT 1");
      }
    }
  }

  @Test
  void operatorsCut_saysSo() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client()) {
        client.send("HANG");
        await().until(() -> bed.a.queries().contains("HANG"));

        new ListenerSessions(List.of(bed.listener()), Clock.systemUTC()).cut(bed.view().id());

        assertThat(client.error().message()).contains("an operator has ended the session");
        assertThat(bed.ended()).isEqualTo(CloseReason.CUT_BY_OPERATOR);
      }
    }
  }

  @Test
  void noNode_isAnErrorInPlaceOfTheGreeting() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.route(Optional.empty(), true);
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        Packet packet = client.read();

        ErrorPacket error = ErrorPacket.read(new FieldReader(packet.payload()));
        assertThat(packet.number()).isZero();
        assertThat(error)
            .isEqualTo(new ErrorPacket(1053, "", "Patchbay: there is no healthy node"));
        assertThat(client.end()).isEqualTo(End.ENDED);
        assertThat(bed.ended()).isEqualTo(CloseReason.NO_HEALTHY_NODE);
      }
    }
  }

  @Test
  void trafficSwitchedOff_isSaid() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.route(Optional.of(bed.a.node()), false);
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        assertThat(client.error().message()).isEqualTo("Patchbay: the traffic is switched off");
      }
    }
  }

  @Test
  void nodeThatIsGone_isSaid() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      bed.a.close();
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        assertThat(client.error().message()).contains("did not take the connection");
        assertThat(bed.ended()).isEqualTo(CloseReason.NODE_UNREACHABLE);
      }
    }
  }

  @Test
  void tooManySessions_areTurnedAway_untilOneEnds() throws Exception {
    try (FollowedBed bed = new FollowedBed(new MysqlTerms(1, 30))) {
      bed.routeTo(bed.a);
      try (MysqlClient first = bed.client();
          MysqlClient second = MysqlClient.connect(bed.address())) {
        assertThat(second.error())
            .isEqualTo(new ErrorPacket(1040, "", "Patchbay: too many connections"));
        assertThat(bed.ended()).isEqualTo(CloseReason.TOO_MANY_SESSIONS);

        first.close();

        await().ignoreExceptions().until(() -> canLogIn(bed));
      }
    }
  }

  private static boolean canLogIn(FollowedBed bed) throws Exception {
    try (MysqlClient client = bed.client()) {
      return client.end(1) == End.OPEN;
    }
  }

  @Test
  void heldClient_isToldThatItsTimeIsOver() throws Exception {
    try (FollowedBed bed =
        new FollowedBed(MysqlTerms.DEFAULT, Transport.EPOLL, spec -> spec.with(new Hold(50, 10)))) {
      bed.route(Optional.empty(), true);
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        assertThat(client.error().message()).contains("there is no healthy node");
      }
    }
  }

  @Test
  void tooManyOfASource_areTurnedAway() throws Exception {
    try (FollowedBed bed = bed(new Entrance(List.of(), 1, List.of(), HeaderToNode.OFF))) {
      bed.routeTo(bed.a);
      try (Socket first = from("127.0.0.9", bed)) {
        assertThat(new MysqlPackets(first).read().first()).isEqualTo(10);
        try (Socket second = from("127.0.0.9", bed)) {
          assertThat(error(second).code()).isEqualTo(1040);
        }
      }
    }
  }

  @Test
  void addressThatIsNotAllowed_isTurnedAway() throws Exception {
    Network other = Network.parse("10.0.0.0/8").orElseThrow();
    try (FollowedBed bed = bed(new Entrance(List.of(other), 0, List.of(), HeaderToNode.OFF));
        Socket socket = from("127.0.0.9", bed)) {
      assertThat(error(socket).code()).isEqualTo(1130);
    }
  }

  private static ErrorPacket error(Socket socket) throws Exception {
    return ErrorPacket.read(new FieldReader(new MysqlPackets(socket).read().payload()));
  }

  private static FollowedBed bed(Entrance entrance) throws Exception {
    return new FollowedBed(MysqlTerms.DEFAULT, Transport.EPOLL, spec -> spec.with(entrance));
  }

  private static Socket from(String address, FollowedBed bed) throws Exception {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.setSoTimeout(20_000);
    socket.connect(bed.address());
    return socket;
  }

  @Test
  void cutBeforeTheGreeting_isARefusal_andNothingOfACommand() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.a.silent();
      bed.routeTo(bed.a);
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        await().until(() -> bed.a.connections() == 1);
        await().until(() -> bed.view().state() == SessionState.RELAYING);

        bed.route(Optional.of(bed.a.node()), false);

        assertThat(client.error())
            .isEqualTo(new ErrorPacket(1053, "", "Patchbay: the traffic is switched off"));
        assertThat(client.end()).isEqualTo(End.ENDED);
      }
    }
  }

  @Test
  void loginThatIsNotCompleted_isEnded() throws Exception {
    try (FollowedBed bed = new FollowedBed(new MysqlTerms(0, 1))) {
      bed.routeTo(bed.a);
      try (MysqlClient client = MysqlClient.connect(bed.address())) {
        client.greeting();

        Packet packet = client.read();

        assertThat(packet.number()).isEqualTo(1);
        assertThat(ErrorPacket.read(new FieldReader(packet.payload())))
            .isEqualTo(new ErrorPacket(1043, "08S01", "Patchbay: not logged in after 1 s"));
        assertThat(bed.ended()).isEqualTo(CloseReason.LOGIN_TOO_LONG);
      }
    }
  }

  @Test
  void sessionThatIsLoggedIn_staysBeyondTheTimeForLogins() throws Exception {
    try (FollowedBed bed = new FollowedBed(new MysqlTerms(0, 1))) {
      bed.routeTo(bed.a);
      try (MysqlClient client = bed.client();
          MysqlClient other = MysqlClient.connect(bed.address())) {
        other.greeting();
        assertThat(other.error().code()).isEqualTo(1043);

        client.query("SELECT 1");
      }
    }
  }
}
