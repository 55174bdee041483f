package dev.patchbay.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Connections that say nothing: so many to one port, then to the next, until each had them. */
final class SilentCrowd extends Strangers {
  private static final long HOLD_NANOS = 2_000_000_000L;

  private final int each;
  private final List<Integer> ports = new ArrayList<>();

  /**
   * @param each so many to one port at once
   */
  SilentCrowd(Bed bed, int each) {
    super(bed);
    this.each = each;
    ports.addAll(bed.mysqlPorts());
    ports.addAll(bed.httpPorts());
    begin(1, 1);
  }

  @Override
  void turn(int thread, Random random) throws IOException {
    int port = ports.get((int) (turns() % ports.size()));
    InetSocketAddress from = new InetSocketAddress(Bed.STRANGER, 0);
    InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    List<SocketChannel> silent = new ArrayList<>();
    try {
      while (silent.size() < each && !isOver()) {
        SocketChannel channel = SocketChannel.open();
        silent.add(channel);
        channel.bind(from).connect(to);
      }
      LockSupport.parkNanos(isOver() ? 1 : HOLD_NANOS);
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
  }

  @Override
  public boolean isComplete() {
    return turns() >= ports.size();
  }

  @Override
  public String summary() {
    return "%d connections to one port, for %d ports one after the other; ports done: %d"
        .formatted(each, ports.size(), turns());
  }
}
