package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.Dialer;
import dev.patchbay.session.SessionBed.Ending;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.Hold;
import dev.patchbay.topology.Node;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of new sessions while there is no node for them, where they may wait. */
class HoldTest {
  private static final Hold LONG = new Hold(60_000, 1000);
  private static final Optional<Node> NOWHERE = Optional.empty();

  private final List<Socket> clients = new ArrayList<>();

  @AfterEach
  void closeAll() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void clientWithoutANode_isServedWhenThereIsOne(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, LONG)) {
      Socket client = held(bed, 1);
      client.getOutputStream().write('x');

      bed.routeTo(bed.a);

      assertThat(client.getInputStream().readNBytes(3)).isEqualTo("a\nx".getBytes());
      assertThat(bed.closed).isEmpty();
      await().until(() -> bed.listener().hold().now() == 0);
      assertThat(bed.listener().hold().total()).isEqualTo(1);
    }
  }

  @Test
  void clientThatWaitedLongEnough_isTurnedAwayAsWithoutHold() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, new Hold(300, 10))) {
      Socket client = held(bed, 1);

      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(closed(bed)).isEqualTo(CloseReason.NO_HEALTHY_NODE);
      assertThat(bed.listener().hold().now()).isZero();
    }
  }

  @Test
  void clientThatEndsItsDirection_hasLeft() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, LONG)) {
      Socket client = held(bed, 1);

      client.shutdownOutput();

      assertThat(closed(bed)).isEqualTo(CloseReason.CLIENT_CLOSED);
      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(bed.listener().hold().now()).isZero();
    }
  }

  @Test
  void clientThatSaysSomethingAndEndsItsDirection_hasLeft() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, LONG)) {
      Socket client = held(bed, 1);

      client.getOutputStream().write("never read".getBytes());
      client.shutdownOutput();

      assertThat(closed(bed)).isEqualTo(CloseReason.CLIENT_CLOSED);
    }
  }

  @Test
  void clientThatResets_hasLeft() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, LONG)) {
      Socket client = held(bed, 1);

      client.setSoLinger(true, 0);
      client.close();

      assertThat(closed(bed)).isEqualTo(CloseReason.CLIENT_CLOSED);
      assertThat(bed.listener().hold().now()).isZero();
    }
  }

  @Test
  void clientThatLeftWhileItWasDialled_isNotHeld() throws Exception {
    try (SessionBed bed = new SessionBed(deaf(), LONG)) {
      bed.routeTo(bed.a);
      Socket client = connect(bed);
      await().until(() -> states(bed).equals(List.of(SessionState.DIALING)));
      client.shutdownOutput();
      // Its end has come once a later client's has.
      Socket later = connect(bed);
      await().until(() -> states(bed).size() == 2);
      later.setSoLinger(true, 0);
      later.close();
      await().until(() -> states(bed).size() == 1);

      bed.route(NOWHERE, true);

      await().until(() -> states(bed).isEmpty());
      assertThat(bed.closed).containsExactly(CloseReason.CLIENT_CLOSED, CloseReason.CLIENT_CLOSED);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void trafficSwitchedOff_turnsEverybodyAwayAtOnce(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, LONG)) {
      Socket before = held(bed, 1);

      bed.route(NOWHERE, false);

      assertThat(SessionBed.ending(before)).isEqualTo(Ending.END);
      assertThat(closed(bed)).isEqualTo(CloseReason.TRAFFIC_DISABLED);
      assertThat(SessionBed.ending(connect(bed))).isEqualTo(Ending.END);
      assertThat(closed(bed)).isEqualTo(CloseReason.TRAFFIC_DISABLED);
      assertThat(bed.listener().hold().now()).isZero();
    }
  }

  @Test
  void proxyThatStops_turnsEverybodyAwayAtOnce() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, LONG)) {
      Socket client = held(bed, 1);

      bed.listener().cutAll(CloseReason.SHUTDOWN);

      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(closed(bed)).isEqualTo(CloseReason.SHUTDOWN);
    }
  }

  @Test
  void full_theOldestOfTheLoopGoesFirst() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, new Hold(60_000, 4))) {
      // Two at each of the two loops.
      List<Socket> first = List.of(held(bed, 1), held(bed, 2), held(bed, 3), held(bed, 4));

      Socket fifth = connect(bed);

      assertThat(closed(bed)).isEqualTo(CloseReason.HOLD_FULL);
      assertThat(bed.listener().hold().now()).isEqualTo(4);
      assertThat(bed.listener().hold().turnedAway()).isEqualTo(1);
      bed.routeTo(bed.b);
      assertThat(SessionBed.greeting(fifth)).isEqualTo("b");
      // Which loop the fifth has come to is not said.
      List<String> oldest =
          Arrays.asList(SessionBed.greeting(first.get(0)), SessionBed.greeting(first.get(1)));
      assertThat(oldest).containsExactlyInAnyOrder("b", null);
      assertThat(SessionBed.greeting(first.get(2))).isEqualTo("b");
      assertThat(SessionBed.greeting(first.get(3))).isEqualTo("b");
    }
  }

  /** A loop may have more connections than another. */
  @Test
  void asManyAsMayWait_wait_whicheverLoopTheyAreAt() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, new Hold(60_000, 100))) {
      for (int i = 1; i <= 100; i++) {
        held(bed, i);
      }

      assertThat(bed.listener().hold().turnedAway()).isZero();
      connect(bed);

      assertThat(closed(bed)).isEqualTo(CloseReason.HOLD_FULL);
      assertThat(bed.listener().hold().now()).isEqualTo(100);
    }
  }

  @Test
  void lowered_theOldestMakeRoom_andNotWhoeverComesNext() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, new Hold(60_000, 100))) {
      for (int i = 1; i <= 40; i++) {
        held(bed, i);
      }
      bed.reload(new Hold(60_000, 4));

      Socket next = held(bed, 4);

      assertThat(bed.listener().hold().turnedAway()).isEqualTo(37);
      bed.routeTo(bed.b);
      assertThat(SessionBed.greeting(next)).isEqualTo("b");
    }
  }

  @Test
  void dialThatAnotherRouteOvertakes_goesOnToTheNextNode() throws Exception {
    Node[] stuck = {null};
    UnaryOperator<Dialer> dialer =
        real ->
            (loop, host, port, millis, told) ->
                port == stuck[0].port() ? () -> {} : real.dial(loop, host, port, millis, told);
    try (SessionBed bed = new SessionBed(dialer, LONG)) {
      stuck[0] = bed.a.node();
      bed.routeTo(bed.a);
      Socket client = connect(bed);
      await().until(() -> states(bed).equals(List.of(SessionState.DIALING)));

      bed.routeTo(bed.b);

      assertThat(SessionBed.greeting(client)).isEqualTo("b");
      assertThat(bed.closed).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void nodeThatTakesConnectionsAndHangs_isLeftForTheNextRoute(Transport transport)
      throws Exception {
    try (ServerSocket hanging = new ServerSocket(0);
        SessionBed bed = new SessionBed(transport, LONG)) {
      bed.route(Optional.of(node(hanging.getLocalPort())), true);
      Socket client = connect(bed);
      await().until(() -> states(bed).equals(List.of(SessionState.RELAYING)));

      bed.routeTo(bed.b);

      assertThat(SessionBed.greeting(client)).isEqualTo("b");
      client.getOutputStream().write('x');
      assertThat(client.getInputStream().read()).isEqualTo('x');
      assertThat(SessionBed.ending(hanging.accept())).isEqualTo(Ending.RESET);
    }
  }

  @Test
  void sessionThatHasSentAByte_isCut() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0);
        SessionBed bed = new SessionBed(Transport.EPOLL, LONG)) {
      bed.route(Optional.of(node(hanging.getLocalPort())), true);
      Socket client = connect(bed);
      client.getOutputStream().write('x');
      assertThat(hanging.accept().getInputStream().read()).isEqualTo('x');

      bed.routeTo(bed.b);

      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(closed(bed)).isEqualTo(CloseReason.FAILOVER);
    }
  }

  @Test
  void nodeThatRefusesTwice_isLeftForTheNextRoute() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, LONG)) {
      bed.route(Optional.of(refusing()), true);
      Socket client = held(bed, 1);
      assertThat(bed.failedDials).hasSizeGreaterThanOrEqualTo(2);

      bed.routeTo(bed.b);

      assertThat(SessionBed.greeting(client)).isEqualTo("b");
      assertThat(bed.closed).isEmpty();
    }
  }

  @Test
  void nodeThatRefusesForTooLong_isUnreachable() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, new Hold(700, 10))) {
      bed.route(Optional.of(refusing()), true);

      Socket client = connect(bed);

      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(closed(bed)).isEqualTo(CloseReason.NODE_UNREACHABLE);
      assertThat(bed.listener().hold().now()).isZero();
      assertThat(bed.listener().hold().total()).isEqualTo(1);
    }
  }

  @Test
  void withoutHold_nobodyWaits() throws Exception {
    try (SessionBed bed = new SessionBed(Transport.EPOLL, Hold.NONE)) {
      Socket client = connect(bed);

      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(closed(bed)).isEqualTo(CloseReason.NO_HEALTHY_NODE);
      assertThat(bed.listener().hold().total()).isZero();
    }
  }

  private static Node refusing() throws IOException {
    return node(TestPorts.find(1).get(0));
  }

  private static Node node(int port) {
    return new Node("other", "127.0.0.1", port, 1, "/");
  }

  private static UnaryOperator<Dialer> deaf() {
    return real -> (loop, host, port, millis, told) -> () -> {};
  }

  private Socket connect(SessionBed bed) throws IOException {
    Socket client = bed.connect();
    clients.add(client);
    return client;
  }

  /** Connects, and waits until so many are held. */
  private Socket held(SessionBed bed, int number) throws IOException {
    Socket client = connect(bed);
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> bed.listener().hold().now() == number);
    return client;
  }

  private static List<SessionState> states(SessionBed bed) throws Exception {
    List<SessionState> states = new ArrayList<>();
    for (SessionLoop home : bed.listener().sessionLoops()) {
      SessionWalk.over(home, session -> states.add(session.state()))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    }
    return states;
  }

  private static CloseReason closed(SessionBed bed) throws InterruptedException {
    return bed.closed.poll(20, TimeUnit.SECONDS);
  }
}
