package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.session.SessionBed.Ending;
import dev.patchbay.text.IpLiteral;
import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may come in, with clients at several addresses of the loopback network. */
class DoorTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<Socket> clients = new ArrayList<>();
  private SessionBed bed;
  private Entrances entrances;

  @BeforeEach
  void start() throws Exception {
    bed = new SessionBed();
    entrances = new Entrances(bed);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    bed.close();
  }

  @Test
  void allowedSource_isServed_andAnotherIsClosedBeforeAnythingIsDialled() throws Exception {
    entrances.set(allowed("127.0.0.2"));

    Socket stranger = from("127.0.0.3");

    assertThat(SessionBed.ending(stranger)).isEqualTo(Ending.END);
    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.SOURCE_NOT_ALLOWED);
    assertThat(bed.a.openConnections()).isZero();
    assertThat(SessionBed.greeting(from("127.0.0.2"))).isEqualTo("a");
  }

  /** The proxy logs in through its own port to see whether a node answers. */
  @Test
  void programOnThisMachine_isAlwaysLetIn_andNotCounted() throws Exception {
    entrances.set(new Entrance(Entrances.networks("192.0.2.1"), 1, List.of(), HeaderToNode.OFF));

    for (int i = 0; i < 3; i++) {
      assertThat(SessionBed.greeting(from("127.0.0.1"))).isEqualTo("a");
    }
    assertThat(bed.limit.sources().sources()).isZero();
  }

  @Test
  void maxPerSource_refusesOneMore_andAnotherSourceIsServed() throws Exception {
    entrances.set(perSource(2));
    Socket first = served("127.0.0.2");
    served("127.0.0.2");

    assertThat(SessionBed.ending(from("127.0.0.2"))).isEqualTo(Ending.END);
    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.TOO_MANY_FROM_SOURCE);
    served("127.0.0.3");
    first.close();

    await().atMost(LONG).until(() -> counted("127.0.0.2") == 1);
    served("127.0.0.2");
  }

  @Test
  void reload_changesBothForThoseWhoCome_andLeavesThoseWhoAreThere() throws Exception {
    entrances.set(perSource(5));
    Socket there = served("127.0.0.2");
    served("127.0.0.2");

    entrances.set(perSource(1));
    assertThat(SessionBed.ending(from("127.0.0.2"))).isEqualTo(Ending.END);
    entrances.set(allowed("127.0.0.9"));
    assertThat(SessionBed.ending(from("127.0.0.2"))).isEqualTo(Ending.END);
    entrances.set(Entrance.OPEN);
    served("127.0.0.2");

    there.getOutputStream().write('x');
    assertThat(there.getInputStream().read()).isEqualTo('x');
    assertThat(counted("127.0.0.2")).isEqualTo(2);
  }

  @Test
  void everyWayASessionEnds_givesItsPlaceBack() throws Exception {
    entrances.set(perSource(100));

    // By the client, by a reset, by the node.
    served("127.0.0.2").close();
    reset(served("127.0.0.2"));
    served("127.0.0.2");
    bed.a.closeConnections();
    await().atMost(LONG).until(() -> counted("127.0.0.2") == 0);

    // By a cut.
    served("127.0.0.2");
    bed.listener().cutAll(CloseReason.SHUTDOWN).toCompletableFuture().get(30, TimeUnit.SECONDS);
    await().atMost(LONG).until(() -> counted("127.0.0.2") == 0);

    // By a dial that fails twice.
    bed.a.stop();
    assertThat(SessionBed.ending(from("127.0.0.2"))).isEqualTo(Ending.END);
    await().atMost(LONG).until(() -> counted("127.0.0.2") == 0);
    assertThat(bed.closed).contains(CloseReason.NODE_UNREACHABLE);

    // While it is dialled.
    reset(from("127.0.0.2"));
    await().atMost(LONG).until(() -> bed.limit.accepting().sessions() == 0);
    assertThat(bed.limit.sources().sources()).isZero();
  }

  /** The system may not know any more who it was. */
  @Test
  void thousandsThatComeAndAreReset_leaveNoCountBehind() throws Exception {
    entrances.set(perSource(50));

    for (int i = 0; i < 2_000; i++) {
      Socket client = from("127.0.0." + (2 + i % 3));
      if (i % 3 == 0) {
        client.getOutputStream().write('x');
      }
      reset(client);
    }

    await().atMost(LONG).until(() -> bed.limit.accepting().sessions() == 0);
    assertThat(bed.limit.sources().sources()).isZero();
    served("127.0.0.2");
  }

  private static Entrance allowed(String network) {
    return new Entrance(Entrances.networks(network), 0, List.of(), HeaderToNode.OFF);
  }

  private static Entrance perSource(int most) {
    return new Entrance(List.of(), most, List.of(), HeaderToNode.OFF);
  }

  private Socket from(String address) throws Exception {
    Socket client = entrances.connectFrom(address);
    clients.add(client);
    return client;
  }

  private Socket served(String address) throws Exception {
    Socket client = from(address);
    assertThat(SessionBed.greeting(client)).isEqualTo("a");
    return client;
  }

  private static void reset(Socket client) throws Exception {
    client.setSoLinger(true, 0);
    client.close();
  }

  private int counted(String address) {
    return bed.limit.sources().of(IpLiteral.parse(address).orElseThrow());
  }
}
