package dev.patchbay.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Many client sessions on one thread, the caller's: opened, each exercised with one exchange, then
 * held until their ends come.
 */
final class Sessions implements AutoCloseable {
  /** More at a time would overflow accept queues, and SYNs that are sent again take a second. */
  private static final int OPENING_AT_ONCE = 256;

  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Selector selector = Selector.open();
  private final SocketAddress server;
  private final byte[] request;
  private final String answer;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final List<SocketChannel> channels = new ArrayList<>();
  private int open;

  /**
   * @param request what each session sends first; may be empty
   * @param answer what the first bytes that each session receives must have in them
   */
  Sessions(int port, String request, String answer) throws IOException {
    this.server = new InetSocketAddress("127.0.0.1", port);
    this.request = request.getBytes(StandardCharsets.US_ASCII);
    this.answer = answer;
  }

  /** Opens sessions until there are {@code count}; returns when each has had its answer. */
  void openUpTo(int count) throws IOException {
    int answered = open;
    int begun = open;
    while (answered < count) {
      for (; begun < count && begun - answered < OPENING_AT_ONCE; begun++) {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.configureBlocking(false);
        channel.connect(server);
        channel.register(selector, SelectionKey.OP_CONNECT);
      }
      int[] came = {0};
      select("an answer", key -> came[0] += advance(key) ? 1 : 0);
      answered += came[0];
    }
    open = count;
  }

  private boolean advance(SelectionKey key) {
    try {
      SocketChannel channel = (SocketChannel) key.channel();
      if (key.isConnectable()) {
        channel.finishConnect();
        if (channel.write(ByteBuffer.wrap(request)) < request.length) {
          throw new IOException("a new connection did not take a request");
        }
        key.interestOps(SelectionKey.OP_READ);
        return false;
      }
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("closed before the answer");
      }
      String text = StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
      if (!text.contains(answer)) {
        throw new IOException("answered '" + text + "', not '" + answer + "'");
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until every session has ended.
   *
   * @param atFirst is run as soon as the first has
   * @return when they did, by {@link System#nanoTime}, sorted
   */
  long[] awaitEnds(Runnable atFirst) throws IOException {
    long[] ends = new long[open];
    int[] ended = {0};
    while (ended[0] < ends.length) {
      select(
          "the end of a session",
          key -> {
            if (isEnd((SocketChannel) key.channel())) {
              ends[ended[0]++] = System.nanoTime();
              key.cancel();
              if (ended[0] == 1) {
                atFirst.run();
              }
            }
          });
    }
    Arrays.sort(ends);
    return ends;
  }

  private boolean isEnd(SocketChannel channel) {
    try {
      return channel.read(buffer.clear()) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  private void select(String awaited, Consumer<SelectionKey> action) throws IOException {
    long start = System.nanoTime();
    int selected = selector.select(action, TimeUnit.NANOSECONDS.toMillis(STALL_NANOS));
    if (selected == 0 && System.nanoTime() - start >= STALL_NANOS) {
      throw new IOException("30 s without " + awaited);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
