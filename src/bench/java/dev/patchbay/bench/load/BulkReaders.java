package dev.patchbay.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Sessions with a {@link BulkNode} that read as fast as they can, each on a thread of its own. */
final class BulkReaders implements AutoCloseable {
  private final List<SocketChannel> sessions = new ArrayList<>();
  private final LongAdder bytes = new LongAdder();
  private volatile IOException fault;

  BulkReaders(int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel session = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      sessions.add(session);
      session.write(ByteBuffer.wrap(new byte[] {BulkNode.BULK}));
      Thread thread = new Thread(() -> read(session), "bulk " + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void read(SocketChannel session) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BulkNode.BULK_BYTES);
    try {
      for (int got = 0; got >= 0; got = session.read(buffer.clear())) {
        bytes.add(got);
      }
      fault = new IOException("a bulk session was closed");
    } catch (AsynchronousCloseException closedByUs) {
      // The measurement is over.
    } catch (IOException e) {
      fault = e;
    }
  }

  /**
   * How many bytes all of them have read so far.
   *
   * @throws UncheckedIOException if one of them has come to its end, so that less is asked for
   */
  long bytes() {
    if (fault != null) {
      throw new UncheckedIOException(fault);
    }
    return bytes.sum();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel session : sessions) {
      session.close();
    }
  }
}
