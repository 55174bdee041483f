package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.FakeMysql;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.Spoiler;
import dev.patchbay.testing.SpoilingPipe;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Node;
import dev.patchbay.wire.Capabilities;
import dev.patchbay.wire.Command;
import dev.patchbay.wire.FieldWriter;
import dev.patchbay.wire.Frames;
import dev.patchbay.wire.HandshakeResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A listener that greets clients itself reads what both sides send before either has proved
 * anything. Here each of them breaks the rules of the protocol, in another way each time; a failure
 * names the seed.
 */
class GreetedFuzzTest {
  private static final int SESSIONS = 120;
  private static final int AT_ONCE = 30;
  private static final int LOGIN_SECONDS = 3;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final TestCertificates.Server CERTIFICATE =
      TestCertificates.authority().rsaServer("proxy");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void spoiltLogins_endInTime_andHoldNobodyElseUp() throws Exception {
    try (GroupsBed bed = bed(false)) {
      spoiltLogins(bed);
    }
  }

  @Test
  void spoiltLoginsWhereTlsIsOffered_endInTime_andHoldNobodyElseUp() throws Exception {
    try (GroupsBed bed = bed(true)) {
      spoiltLogins(bed);
    }
  }

  @Test
  void spoiltLoginsSentOnByTls_endInTime_andHoldNobodyElseUp() throws Exception {
    try (GroupsBed bed = bed(true, true)) {
      bed.a.offersTls(CERTIFICATE.context());
      bed.b.offersTls(CERTIFICATE.context());
      bed.b.asksFor("s3cret", "native");
      spoiltLogins(bed);
    }
  }

  private void spoiltLogins(GroupsBed bed) throws Exception {
    for (int i = 0; i < SESSIONS; i += AT_ONCE) {
      List<MysqlClient> clients = new ArrayList<>();
      for (int k = 0; k < AT_ONCE; k++) {
        MysqlClient client = bed.connect();
        clients.add(client);
        if (random.nextBoolean()) {
          client.greeting();
        }
        for (byte[] packet : conversation()) {
          try {
            client.raw(random.nextInt(3) == 0 ? Spoiler.spoil(packet, random) : packet);
          } catch (IOException e) {
            break; // It has been refused already.
          }
        }
      }

      isServed(bed);
      // Some leave, the others are left to the limit of a login.
      for (MysqlClient client : clients) {
        if (random.nextInt(3) > 0) {
          client.close();
        }
      }
      if (i + AT_ONCE >= SESSIONS) {
        // Who came in for all that may stay.
        await().atMost(LONG).until(() -> !anyIsEntering(bed));
      }
      for (MysqlClient client : clients) {
        client.close();
      }
    }
    nobodyIsLeft(bed);
  }

  @Test
  void loginsAtANodeThatSpoilsItsAnswers_endInTime_andHoldNobodyElseUp() throws Exception {
    try (GroupsBed bed = bed(false);
        SpoilingPipe pipe = new SpoilingPipe(bed.b.node().port(), seed)) {
      bed.b.asksFor("s3cret");
      bed.route(bed.group, Optional.of(at(pipe)));

      for (int i = 0; i < SESSIONS; i += AT_ONCE) {
        List<MysqlClient> clients = new ArrayList<>();
        for (int k = 0; k < AT_ONCE; k++) {
          MysqlClient client = bed.connect();
          clients.add(client);
          client.greeting();
          client.introduce("report", "shop", Map.of());
        }
        isServed(bed);
        for (MysqlClient client : clients) {
          answers(client);
          client.close();
        }
      }

      isServed(bed);
      nobodyIsLeft(bed);
    }
  }

  /** How clients are greeted is asked of a node. */
  @Test
  void greetingOfANodeThatSpoilsIt_isNeverLearned() throws Exception {
    for (int i = 0; i < AT_ONCE; i++) {
      try (GroupsBed bed = bed(false);
          SpoilingPipe pipe = new SpoilingPipe(bed.a.node().port(), seed + i);
          MysqlClient waiting = bed.connect()) {
        bed.route(bed.front, Optional.of(at(pipe)));
        try (MysqlClient client = bed.connect()) {
          client.introduce("report", "shop", Map.of());

          bed.route(bed.front, Optional.of(bed.a.node()));

          waiting.greeting();
          answers(client);
        }
        isServed(bed);
      }
    }
  }

  /**
   * Something comes, or the end: nobody waits for ever. It need not be a packet: what is no MySQL
   * is passed on as it is.
   */
  private void answers(MysqlClient client) {
    try {
      client.hear();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("seed " + seed + ": a client hears nothing", e);
    } catch (IOException e) {
      // It was ended.
    }
  }

  private void isServed(GroupsBed bed) throws IOException {
    try (MysqlClient client = bed.connect()) {
      client.greeting();
      client.introduce("app", "shop", Map.of());
      assertThat(client.read().first()).as("seed %d", seed).isZero();
      client.query("SELECT 1");
    } catch (IOException e) {
      throw new AssertionError("seed " + seed + ": not served; ends: " + bed.closed, e);
    }
  }

  private static boolean anyIsEntering(GroupsBed bed) {
    int inside = bed.counts.of(GroupsBed.FRONT, bed.a.node().id());
    inside += bed.counts.of(GroupsBed.GROUP, bed.b.node().id());
    return bed.limit.accepting().sessions() > inside;
  }

  private void nobodyIsLeft(GroupsBed bed) {
    await("seed " + seed)
        .atMost(LONG)
        .until(() -> bed.limit.accepting().sessions() + bed.a.connections() == 0);
  }

  private static GroupsBed bed(boolean tls) throws Exception {
    return bed(tls, false);
  }

  private static GroupsBed bed(boolean tls, boolean always) throws Exception {
    MysqlTerms terms = new MysqlTerms(0, LOGIN_SECONDS, List.of(GroupsBed.user("report")));
    if (tls) {
      terms =
          terms.with(
              Optional.of(
                  new ListenerTls(
                      List.of(CERTIFICATE.certificate()),
                      CERTIFICATE.key(),
                      false,
                      always,
                      List.of(),
                      Optional.empty())));
    }
    return new GroupsBed(terms, new MysqlTerms(0, LOGIN_SECONDS), UnaryOperator.identity());
  }

  private static Node at(SpoilingPipe pipe) {
    return new Node("spoilt", "127.0.0.1", pipe.port(), 1, "/");
  }

  /** What a client says from its login to its goodbye; some ask for TLS, and do not mean it. */
  private List<byte[]> conversation() {
    long more = random.nextBoolean() ? Capabilities.CONNECT_ATTRS : 0;
    HandshakeResponse login =
        new HandshakeResponse(
            FakeMysql.CAPABILITIES.with(more),
            1 << 24,
            45,
            random.nextBoolean() ? "report" : "app",
            new byte[random.nextInt(40)],
            random.nextBoolean() ? "shop" : "",
            "native",
            more == 0 ? Map.of() : Map.of("program_name", "x".repeat(random.nextInt(300))));
    List<byte[]> packets = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      packets.add(Frames.frame(1, login.sslRequest()));
    }
    packets.add(Frames.frame(1, login.payload()));
    packets.add(Frames.frame(0, command(Command.QUERY, "SELECT 1")));
    packets.add(Frames.frame(0, command(Command.CHANGE_USER, "app\0\0shop\0")));
    packets.add(Frames.frame(0, command(Command.QUIT, "")));
    return packets;
  }

  private static byte[] command(Command command, String text) {
    return new FieldWriter().int1(command.code()).bytes(text.getBytes()).payload();
  }
}
