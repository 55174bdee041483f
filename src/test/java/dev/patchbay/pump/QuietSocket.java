package dev.patchbay.pump;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A connection of which nothing ever comes, and that takes all; tests say what else it does. */
class QuietSocket implements RawSocket {
  @Override
  public void watch(PumpLoop loop, Ready ready) {}

  @Override
  public void tell(Ready next) {}

  @Override
  public boolean finishConnect() {
    return true;
  }

  @Override
  public int read(ByteBuffer into) {
    return 0;
  }

  @Override
  public boolean isDrained() {
    return true;
  }

  @Override
  public void write(ByteBuffer from) {
    from.position(from.limit());
  }

  @Override
  public void awaitReadable() {}

  @Override
  public void awaitTurn() {}

  @Override
  public void awaitWritable() {}

  @Override
  public Optional<TcpInfo> info(ByteBuffer buffer) {
    return Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> peer() {
    return Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> local() {
    return Optional.empty();
  }

  @Override
  public void shutdownOutput() {}

  @Override
  public void close(boolean reset) {}
}
