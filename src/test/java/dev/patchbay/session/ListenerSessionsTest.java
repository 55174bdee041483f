package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.StallLimits;
import dev.patchbay.session.SessionBed.Ending;
import dev.patchbay.session.SessionQuery.Sort;
import dev.patchbay.testing.FakeNode;
import dev.patchbay.testing.Transport;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ListenerSessionsTest {
  private static final SessionQuery ALL =
      new SessionQuery(Optional.empty(), Optional.empty(), Optional.empty(), Sort.SINCE, 100, 0);

  private final List<Socket> clients = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(Transport.class)
  void list_saysOfEachSession_whereItComesFromAndWhatItMoved(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, StallLimits.DEFAULT)) {
      bed.routeTo(bed.a);
      Instant before = Instant.now();
      Socket client = greeted(bed);
      client.getOutputStream().write("12345".getBytes());
      client.getInputStream().readNBytes(5);

      SessionPage page = page(bed, ALL);

      assertThat(page.total()).isEqualTo(1);
      SessionView session = page.sessions().get(0);
      assertThat(session.client()).contains((InetSocketAddress) client.getLocalSocketAddress());
      assertThat(session.node()).contains("a");
      assertThat(session.listener()).isEqualTo(ListenerId.ACTIVE);
      assertThat(session.state()).isEqualTo(SessionState.RELAYING);
      assertThat(session.toNode()).isEqualTo(5);
      assertThat(session.toClient()).isEqualTo("a\n".length() + 5);
      assertThat(session.since())
          .isBetween(before.minus(Duration.ofSeconds(1)), Instant.now().plusSeconds(1));
      assertThat(SessionId.parse(session.id().toString())).contains(session.id());
    } finally {
      closeAll();
    }
  }

  @Test
  void pages_areTheSessionsInTheOrderOfTheirBegin() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        ports.add(greeted(bed).getLocalPort());
      }

      List<SessionPage> pages =
          List.of(page(bed, paged(Sort.SINCE, 3, 0)), page(bed, paged(Sort.SINCE, 4, 3)));

      assertThat(pages).allMatch(page -> page.total() == 7);
      assertThat(pages.stream().flatMap(page -> page.sessions().stream()).map(s -> port(s)))
          .containsExactlyElementsOf(ports);
      assertThat(page(bed, paged(Sort.SINCE, 3, 7)).sessions()).isEmpty();
      Set<SessionId> ids = new HashSet<>();
      page(bed, ALL).sessions().forEach(session -> ids.add(session.id()));
      assertThat(ids).hasSize(7);
    } finally {
      closeAll();
    }
  }

  @Test
  void sortedByBytes_theTopTalkersComeFirst() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);
      int[] sent = {10, 4000, 0, 300};
      List<Integer> ports = new ArrayList<>();
      for (int bytes : sent) {
        Socket client = greeted(bed);
        client.getOutputStream().write(new byte[bytes]);
        client.getInputStream().readNBytes(bytes);
        ports.add(client.getLocalPort());
      }

      SessionPage page = page(bed, paged(Sort.BYTES, 3, 0));

      assertThat(page.total()).isEqualTo(4);
      assertThat(page.sessions().stream().map(s -> port(s)))
          .containsExactly(ports.get(1), ports.get(3), ports.get(0));
    } finally {
      closeAll();
    }
  }

  @Test
  void filters_leaveOutTheOthers() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      bed.routeTo(bed.a);
      greeted(bed);
      Socket other = new Socket();
      other.bind(new InetSocketAddress("127.0.0.5", 0));
      other.connect(bed.address());
      clients.add(other);
      SessionBed.greeting(other);

      assertThat(page(bed, with(bed.a, null)).total()).isEqualTo(2);
      assertThat(page(bed, with(bed.b, null)).total()).isZero();
      assertThat(page(bed, with(null, "127.0.0.5")).sessions())
          .singleElement()
          .satisfies(s -> assertThat(port(s)).isEqualTo(other.getLocalPort()));
      assertThat(page(bed, with(bed.a, "127.0.0.6")).total()).isZero();
      assertThat(
              page(
                      bed,
                      new SessionQuery(
                          Optional.of(ListenerId.INACTIVE),
                          Optional.empty(),
                          Optional.empty(),
                          Sort.SINCE,
                          9,
                          0))
                  .total())
          .isZero();
    } finally {
      closeAll();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void cut_endsThatSessionAndNoOther(Transport transport) throws Exception {
    try (SessionBed bed = new SessionBed(transport, StallLimits.DEFAULT)) {
      bed.routeTo(bed.a);
      Socket first = greeted(bed);
      Socket second = greeted(bed);
      ListenerSessions sessions = sessions(bed);
      SessionId id = page(bed, ALL).sessions().get(0).id();

      Optional<SessionView> cut = get(sessions.cut(id));

      assertThat(port(cut.orElseThrow())).isEqualTo(first.getLocalPort());
      assertThat(SessionBed.ending(first)).isEqualTo(Ending.END);
      assertThat(bed.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseReason.CUT_BY_OPERATOR);
      await().until(() -> bed.a.openConnections() == 1);
      assertThat(bed.a.resets()).isEqualTo(1);
      second.getOutputStream().write('x');
      assertThat(second.getInputStream().read()).isEqualTo('x');
      assertThat(get(sessions.cut(id))).isEmpty();
      assertThat(get(sessions.find(id))).isEmpty();
      assertThat(bed.closed).isEmpty();
    } finally {
      closeAll();
    }
  }

  @Test
  void sessionThatIsBeingConnected_isShownAndCanBeCut() throws Exception {
    try (SessionBed bed =
        new SessionBed(real -> (loop, host, port, millis, told) -> () -> {}, 100)) {
      bed.routeTo(bed.b);
      Socket client = bed.connect();
      clients.add(client);
      await().until(() -> page(bed, ALL).total() == 1);

      SessionView session = page(bed, with(bed.b, null)).sessions().get(0);

      assertThat(session.state()).isEqualTo(SessionState.DIALING);
      assertThat(session.node()).contains("b");
      assertThat(get(sessions(bed).cut(session.id()))).isPresent();
      assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
      assertThat(page(bed, ALL).total()).isZero();
    } finally {
      closeAll();
    }
  }

  @Test
  void moreListsThanMayWait_areRefused_andTheOthersAnswered() throws Exception {
    try (SessionBed bed = new SessionBed()) {
      ListenerSessions sessions = sessions(bed);
      List<Runnable> held = new ArrayList<>();

      List<CompletionStage<SessionPage>> asked =
          Stream.generate(() -> sessions.list(ALL, task -> later(held, task)))
              .limit(ListenerSessions.MAX_WAITING)
              .toList();

      assertThatThrownBy(() -> get(sessions.list(ALL, Runnable::run)))
          .hasCauseInstanceOf(SessionDirectory.Busy.class);
      await()
          .until(
              () -> {
                runAll(held);
                return asked.stream().allMatch(a -> a.toCompletableFuture().isDone());
              });
      assertThat(get(sessions.list(ALL, Runnable::run)).total()).isZero();
    }
  }

  private static void later(List<Runnable> held, Runnable task) {
    synchronized (held) {
      held.add(task);
    }
  }

  private static void runAll(List<Runnable> held) {
    List<Runnable> now;
    synchronized (held) {
      now = List.copyOf(held);
      held.clear();
    }
    now.forEach(Runnable::run);
  }

  private Socket greeted(SessionBed bed) throws IOException {
    Socket client = bed.connect();
    clients.add(client);
    client.getInputStream().readNBytes(2);
    return client;
  }

  private void closeAll() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  private static SessionQuery paged(Sort sort, int limit, int offset) {
    return new SessionQuery(
        Optional.empty(), Optional.empty(), Optional.empty(), sort, limit, offset);
  }

  private static SessionQuery with(FakeNode node, String address) throws Exception {
    return new SessionQuery(
        Optional.empty(),
        Optional.ofNullable(node).map(n -> new NodeId(n.node().name())),
        address == null ? Optional.empty() : Optional.of(InetAddress.getByName(address)),
        Sort.SINCE,
        100,
        0);
  }

  private static int port(SessionView session) {
    return session.client().orElseThrow().getPort();
  }

  private static ListenerSessions sessions(SessionBed bed) {
    return new ListenerSessions(List.of(bed.listener()), Clock.systemUTC());
  }

  private static SessionPage page(SessionBed bed, SessionQuery query) throws Exception {
    return get(sessions(bed).list(query, Runnable::run));
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
