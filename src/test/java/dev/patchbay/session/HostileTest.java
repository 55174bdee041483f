package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.aware.MysqlFacts;
import dev.patchbay.testing.MysqlClient;
import dev.patchbay.testing.MysqlPackets;
import dev.patchbay.topology.Node;
import dev.patchbay.wire.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends that do not speak MySQL, or do so in bad faith, are passed on as they are. */
class HostileTest {
  private static final int MIB = 1024 * 1024;

  /** Whatever it is: not a byte of it is changed, or missing. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void noiseOfBothSides_passesUnchanged(int seed) throws Exception {
    byte[] up = noise(seed, 3 * MIB);
    byte[] down = noise(seed + 100, 3 * MIB);

    exchanges(up, down);
  }

  /** A packet that has no end: one part of 16 MiB after the other. */
  @Test
  void endlessPackets_passUnchanged() throws Exception {
    exchanges(endless(), endless());
  }

  /** Empty packets, four bytes each. */
  @Test
  void emptyPackets_passUnchanged() throws Exception {
    byte[] empty = new byte[4 * MIB];

    exchanges(empty, empty);
  }

  private static byte[] endless() {
    byte[] bytes = new byte[3 * (Frames.LONGEST_PART + Frames.HEADER)];
    for (int i = 0; i < 3; i++) {
      int at = i * (Frames.LONGEST_PART + Frames.HEADER);
      Arrays.fill(bytes, at, at + 3, (byte) 0xFF);
      bytes[at + 3] = (byte) i;
    }
    return bytes;
  }

  private static byte[] noise(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static void exchanges(byte[] up, byte[] down) throws Exception {
    try (FollowedBed bed = new FollowedBed();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      bed.route(Optional.of(new Node("noise", "127.0.0.1", server.getLocalPort(), 1, "/")), true);
      try (Socket client = new Socket(bed.address().getAddress(), bed.address().getPort());
          Socket node = server.accept()) {
        CompletableFuture<byte[]> atNode = reads(node, up.length);
        CompletableFuture<byte[]> atClient = reads(client, down.length);
        CompletableFuture<Void> sent = writes(client, up);
        writes(node, down).get(60, TimeUnit.SECONDS);
        sent.get(60, TimeUnit.SECONDS);

        assertThat(atNode.get(60, TimeUnit.SECONDS)).isEqualTo(up);
        assertThat(atClient.get(60, TimeUnit.SECONDS)).isEqualTo(down);
      }
    }
  }

  private static CompletableFuture<byte[]> reads(Socket socket, int count) {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    daemon(
        () -> {
          InputStream in = socket.getInputStream();
          bytes.complete(in.readNBytes(count));
        },
        bytes);
    return bytes;
  }

  private static CompletableFuture<Void> writes(Socket socket, byte[] bytes) {
    CompletableFuture<Void> written = new CompletableFuture<>();
    daemon(
        () -> {
          OutputStream out = socket.getOutputStream();
          out.write(bytes);
          written.complete(null);
        },
        written);
    return written;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work, CompletableFuture<?> failing) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                failing.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Logins that never end are kept up to a bound for all, and others are served. */
  @Test
  void halfLogins_holdNobodyUp() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.routeTo(bed.a);
      List<MysqlClient> clients = new ArrayList<>();
      byte[] half = new byte[100_000];
      half[0] = (byte) 0xF0;
      half[1] = (byte) 0xF0;
      half[2] = 1;
      half[3] = 1;
      for (int i = 0; i < 250; i++) {
        MysqlClient client = MysqlClient.connect(bed.address());
        client.greeting();
        client.raw(half);
        clients.add(client);
      }

      try (MysqlClient client = bed.client()) {
        client.query("SELECT 1");
      }
      for (MysqlClient client : clients) {
        client.close();
      }
      await().until(() -> bed.counts.of(FollowedBed.ID, bed.a.node().id()) == 0);
      try (MysqlClient client = bed.client()) {
        client.query("SELECT 1");
        assertThat(bed.view().facts().orElseThrow().phase()).isEqualTo(MysqlFacts.Phase.COMMANDS);
      }
    }
  }

  /** A client that sends on and on after the end of its session is closed all the same. */
  @Test
  void clientThatDoesNotListen_isClosed() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.route(Optional.empty(), true);
      try (Socket client = new Socket(bed.address().getAddress(), bed.address().getPort())) {
        byte[] much = new byte[MIB];

        CompletableFuture<Void> sending = new CompletableFuture<>();
        daemon(
            () -> {
              while (true) {
                client.getOutputStream().write(much);
              }
            },
            sending);

        assertThat(sending).failsWithin(20, TimeUnit.SECONDS);
        assertThat(bed.ended()).isEqualTo(CloseReason.NO_HEALTHY_NODE);
      }
    }
  }

  /** One that takes nothing and says nothing after its refusal is closed after a moment. */
  @Test
  void clientThatStaysAfterItsRefusal_isClosed() throws Exception {
    try (FollowedBed bed = new FollowedBed()) {
      bed.route(Optional.empty(), true);
      try (Socket client = new Socket(bed.address().getAddress(), bed.address().getPort())) {
        client.setSoTimeout(20_000);
        new MysqlPackets(client).read();
        assertThat(client.getInputStream().read()).isNegative();

        // It is closed and not only ended: what is written from now on is answered with a reset.
        await()
            .until(
                () -> {
                  try {
                    client.getOutputStream().write(1);
                    return false;
                  } catch (IOException e) {
                    return true;
                  }
                });
      }
    }
  }
}
