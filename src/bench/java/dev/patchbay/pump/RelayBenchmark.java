package dev.patchbay.pump;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The pump's own cost of moving one read from one end to the other: no socket, no system call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RelayBenchmark {

  @Param({"100", "65536"})
  private int bytes;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private RelayHalf client;
  private MemorySocket node;

  /** Has this many bytes to read at each call of ready, and takes all that is written. */
  private static final class MemorySocket implements RawSocket {
    private final byte[] content;
    private long taken;

    MemorySocket(int bytes) {
      this.content = new byte[bytes];
    }

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
      into.put(content);
      return content.length;
    }

    @Override
    public boolean isDrained() {
      return true;
    }

    @Override
    public void write(ByteBuffer from) {
      taken += from.remaining();
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
    public java.util.Optional<java.net.InetSocketAddress> peer() {
      return java.util.Optional.empty();
    }

    @Override
    public java.util.Optional<java.net.InetSocketAddress> local() {
      return java.util.Optional.empty();
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close(boolean reset) {}
  }

  @Setup
  public void join() {
    PumpLoop loop = new PumpLoop(group.next(), 0, StallLimits.DEFAULT, new UnsentBudget(1 << 20, 1), Runnable::run);
    client = new RelayHalf(loop, new MemorySocket(bytes), () -> {});
    node = new MemorySocket(bytes);
    Relay.start(client, new RelayHalf(loop, node, () -> {}), new RelayBytes(), end -> {});
  }

  @TearDown
  public void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** One edge: read what there is, write it to the peer. */
  @Benchmark
  public long readAndPassOn() {
    client.ready(true, false, false);
    return node.taken;
  }
}
