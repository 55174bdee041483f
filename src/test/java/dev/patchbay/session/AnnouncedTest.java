package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.pump.StallLimits;
import dev.patchbay.session.SessionBed.Ending;
import dev.patchbay.testing.Transport;
import dev.patchbay.text.IpLiteral;
import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import dev.patchbay.wire.ProxyHeader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Load balancers at 127.0.0.2 that say whose connection each is. The node echoes, so that what it
 * was sent is seen by the client.
 */
class AnnouncedTest {
  private static final String BALANCER = "127.0.0.2";
  private static final Duration LONG = Duration.ofSeconds(60);

  /** A packet of one byte, the first of a login. */
  private static final byte[] LOGIN = {1, 0, 0, 1, 'x'};

  private final List<Socket> clients = new ArrayList<>();
  private SessionBed bed;
  private Entrances entrances;

  private void start(Transport transport, HeaderToNode toNode, int perSource) throws Exception {
    bed = new SessionBed(transport, StallLimits.DEFAULT);
    entrances = new Entrances(bed);
    entrances.set(
        new Entrance(List.of(), perSource, Entrances.networks(BALANCER, "127.0.0.1"), toNode));
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    bed.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void header_isTakenAway_andWhatIsBehindItReachesTheNode(Transport transport) throws Exception {
    start(transport, HeaderToNode.OFF, 0);

    for (byte[] header : List.of(header().version1(), header().version2())) {
      Socket client = from(BALANCER);
      client.getOutputStream().write(join(header, "PROXY is the first word of a query".getBytes()));

      assertThat(read(client, 2 + 34)).isEqualTo("a\nPROXY is the first word of a query");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void headerByteByByte_isServed(Transport transport) throws Exception {
    start(transport, HeaderToNode.OFF, 0);
    Socket client = from(BALANCER);
    client.setTcpNoDelay(true);

    for (byte b : join(header().version1(), "x".getBytes())) {
      client.getOutputStream().write(b);
      client.getOutputStream().flush();
      Thread.yield();
    }

    assertThat(read(client, 3)).isEqualTo("a\nx");
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void nodeIsToldOfTheClient_beforeAnythingElse(Transport transport) throws Exception {
    start(transport, HeaderToNode.V1, 0);
    String told = new String(header().version1(), StandardCharsets.US_ASCII);

    Socket announced = from(BALANCER);
    announced.getOutputStream().write(join(header().version2(), "x".getBytes()));
    assertThat(read(announced, 2 + told.length() + 1)).isEqualTo("a\n" + told + "x");

    Socket plain = from("127.0.0.3");
    String own =
        "PROXY TCP4 127.0.0.3 127.0.0.1 %d %d\r\n"
            .formatted(plain.getLocalPort(), bed.address().getPort());
    plain.getOutputStream().write('x');
    assertThat(read(plain, 2 + own.length() + 1)).isEqualTo("a\n" + own + "x");
  }

  @Test
  void headerThatNamesNobody_isTheBalancersOwnConnection() throws Exception {
    start(Transport.EPOLL, HeaderToNode.V1, 0);
    Socket client = from(BALANCER);

    client.getOutputStream().write(ProxyHeader.NOBODY.version2());

    assertThat(read(client, 2 + 10)).isEqualTo("a\nPROXY TCP4");
    assertThat(read(client, 10)).isEqualTo(" 127.0.0.2");
  }

  /** MariaDB would believe the last of several: it must not see a second one. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void headerOfTheClientsOwn_isNotSentOn_andEndsTheSession(Transport transport) throws Exception {
    start(transport, HeaderToNode.V1, 0);
    List<byte[]> spoofed =
        List.of(header().version1(), header().version2(), join(LOGIN, header().version1()));

    for (byte[] sent : spoofed) {
      for (boolean behindTheBalancer : List.of(true, false)) {
        Socket spoofer = from(behindTheBalancer ? BALANCER : "127.0.0.3");
        byte[] first = behindTheBalancer ? ProxyHeader.NOBODY.version2() : new byte[0];
        spoofer.getOutputStream().write(join(first, sent));

        String received = readAll(spoofer);
        assertThat(received).doesNotContain("192.0.2.7", "\r\n\r\n");
        assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.BAD_PROXY_HEADER);
      }
    }
    Socket honest = from("127.0.0.3");
    honest.getOutputStream().write(join(LOGIN, "\0\0\0\0PROXY".getBytes()));
    assertThat(readUntil(honest, "PROXY", 2)).endsWith("\0\0\0\0PROXY");
  }

  @Test
  void maxPerSource_countsTheClientsBehindTheBalancer() throws Exception {
    start(Transport.EPOLL, HeaderToNode.OFF, 1);

    Socket first = from(BALANCER);
    first.getOutputStream().write(header().version2());
    assertThat(SessionBed.greeting(first)).isEqualTo("a");
    Socket second = from(BALANCER);
    second.getOutputStream().write(header().version1());
    assertThat(SessionBed.ending(second)).isEqualTo(Ending.END);
    Socket other = from(BALANCER);
    other.getOutputStream().write("PROXY TCP4 192.0.2.8 10.0.0.1 1 2\r\n".getBytes());
    assertThat(SessionBed.greeting(other)).isEqualTo("a");

    assertThat(bed.limit.sources().of(IpLiteral.parse("192.0.2.7").orElseThrow())).isEqualTo(1);
    first.close();
    other.close();
    await().atMost(LONG).until(() -> bed.limit.sources().sources() == 0);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void garbage_isClosedAtOnce_andNoNodeIsDialled(Transport transport) throws Exception {
    start(transport, HeaderToNode.OFF, 0);
    Socket client = from(BALANCER);

    client.getOutputStream().write(new byte[] {'x'});

    assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.BAD_PROXY_HEADER);
    assertThat(bed.a.openConnections()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void hundredThousandBytesOfALine_areNotRead(Transport transport) throws Exception {
    start(transport, HeaderToNode.OFF, 0);
    Socket client = from(BALANCER);

    try {
      client.getOutputStream().write(("PROXY UNKNOWN " + "x".repeat(100_000)).getBytes());
    } catch (IOException e) {
      // It was closed while we wrote, with a reset, for much was not read.
    }

    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.BAD_PROXY_HEADER);
    assertThat(SessionBed.ending(client)).isNotEqualTo(Ending.OPEN);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void halfAHeader_isRefused_whenTheConnectionEnds(Transport transport) throws Exception {
    start(transport, HeaderToNode.OFF, 0);
    Socket client = from(BALANCER);

    client.getOutputStream().write("PROXY TCP4 192".getBytes());
    client.shutdownOutput();

    assertThat(SessionBed.ending(client)).isEqualTo(Ending.END);
    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.BAD_PROXY_HEADER);
  }

  /** Load balancers look in this way whether anybody listens. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void bareConnection_isNoFault(Transport transport) throws Exception {
    start(transport, HeaderToNode.OFF, 0);

    from(BALANCER).close();

    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.CLIENT_CLOSED);
  }

  @Test
  void silence_isClosedAfterFiveSeconds_alsoIfBytesDribble() throws Exception {
    start(Transport.EPOLL, HeaderToNode.OFF, 0);
    long begin = System.nanoTime();
    Socket silent = from(BALANCER);
    Socket slow = from(BALANCER);
    slow.getOutputStream().write("PROXY TCP4 192".getBytes());

    assertThat(SessionBed.ending(silent)).isEqualTo(Ending.END);
    assertThat(SessionBed.ending(slow)).isEqualTo(Ending.END);
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(Announced.PATIENCE_MILLIS), Duration.ofSeconds(50));
    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.BAD_PROXY_HEADER);
    assertThat(bed.closed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.BAD_PROXY_HEADER);
  }

  @Test
  void failoverMeanwhile_hasItGoOnWithTheNewNode_andAShutdownClosesIt() throws Exception {
    start(Transport.EPOLL, HeaderToNode.OFF, 0);
    Socket first = from(BALANCER);
    first.getOutputStream().write("PROXY UNK".getBytes());
    Socket second = from(BALANCER);
    await().atMost(LONG).until(() -> bed.limit.accepting().sessions() == 2);

    entrances.leaveTheFirst();
    first.getOutputStream().write("NOWN\r\n".getBytes());

    assertThat(SessionBed.greeting(first)).isEqualTo("b");
    assertThat(
            bed.listener()
                .cutAll(CloseReason.SHUTDOWN)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS))
        .isEqualTo(2);
    assertThat(SessionBed.ending(second)).isEqualTo(Ending.END);
    await().atMost(LONG).until(() -> bed.limit.accepting().sessions() == 0);
  }

  private static ProxyHeader header() throws IOException {
    return ProxyHeader.of(
        new InetSocketAddress(IpLiteral.parse("192.0.2.7").orElseThrow(), 5000),
        new InetSocketAddress(IpLiteral.parse("10.0.0.1").orElseThrow(), 3306));
  }

  private Socket from(String address) throws IOException {
    Socket client = entrances.connectFrom(address);
    clients.add(client);
    return client;
  }

  private static String read(Socket client, int length) throws IOException {
    return new String(client.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  /** What comes before the end or the reset. */
  private static String readAll(Socket client) throws IOException {
    client.setSoTimeout((int) LONG.toMillis());
    StringBuilder all = new StringBuilder();
    try {
      for (int next = client.getInputStream().read();
          next >= 0;
          next = client.getInputStream().read()) {
        all.append((char) next);
      }
    } catch (SocketException e) {
      // It was cut.
    }
    return all.toString();
  }

  /** Until the word has come so often. */
  private static String readUntil(Socket client, String word, int times) throws IOException {
    StringBuilder all = new StringBuilder();
    while (all.toString().split(word, -1).length <= times) {
      all.append((char) client.getInputStream().read());
    }
    return all.toString();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
