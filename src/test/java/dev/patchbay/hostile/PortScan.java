package dev.patchbay.hostile;

import dev.patchbay.testing.JarProxy;
import dev.patchbay.testing.OddRequests;
import dev.patchbay.wire.ProxyHeader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Somebody who looks what is there: connects to every port and closes, or resets, or says what
 * belongs to another port, or nothing that belongs anywhere.
 */
final class PortScan extends Strangers {
  private static final int THREADS = 4;
  private static final int ENOUGH = 2_000;
  private static final byte[] HELLO =
      HexFormat.of().parseHex("16030100fa010000f60303" + "00".repeat(64));

  /** What a MySQL client says after a greeting: of a length that is not true. */
  private static final byte[] LOGIN = HexFormat.of().parseHex("ffffff0185a6ff0100000001" + "21");

  private final List<Integer> ports = new ArrayList<>();
  private final OddRequests requests = new OddRequests(1, List.of("/", "/v0/cluster"));

  PortScan(Bed bed) {
    super(bed);
    ports.addAll(bed.mysqlPorts());
    ports.addAll(bed.httpPorts());
    begin(THREADS, 5);
  }

  @Override
  void turn(int thread, Random random) throws IOException {
    int port = ports.get(random.nextInt(ports.size()));
    boolean balancer = random.nextInt(4) == 0;
    try (Socket socket = connect(port, balancer ? JarProxy.BALANCER : Bed.STRANGER)) {
      if (random.nextBoolean()) {
        socket.setSoLinger(true, 0);
      }
      if (random.nextInt(3) > 0) {
        socket.getOutputStream().write(garbage(random));
      }
      if (random.nextInt(3) == 0) {
        socket.setSoTimeout(20);
        socket.getInputStream().readNBytes(100);
      }
    }
  }

  private byte[] garbage(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> HELLO;
      case 1 -> LOGIN;
      case 2 -> "SSH-2.0-scan\r\n".getBytes(StandardCharsets.US_ASCII);
      case 3 -> ("PROXY TCP4 " + random.nextInt() + " x\r\n").getBytes(StandardCharsets.US_ASCII);
      case 4 -> spoilt(random, ProxyHeader.NOBODY.version2());
      case 5 -> request();
      default -> {
        byte[] noise = new byte[1 + random.nextInt(32 * 1024)];
        random.nextBytes(noise);
        yield noise;
      }
    };
  }

  private byte[] request() {
    synchronized (requests) {
      return requests.next("X-Scan: 1");
    }
  }

  private static byte[] spoilt(Random random, byte[] header) {
    header[random.nextInt(header.length)] = (byte) random.nextInt();
    return header;
  }

  @Override
  public boolean isComplete() {
    return turns() >= ENOUGH;
  }

  @Override
  public String summary() {
    return turns() + " connections, of " + THREADS + " at once";
  }
}
