package dev.patchbay.pump;

import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread that moves bytes. Tasks run one after the other, in the order in which they were
 * given.
 */
public final class PumpLoop implements Executor {
  /**
   * How much is read at once: enough that a bulk load pays few system calls, and little enough that
   * it is still in the processor's cache when it is written.
   */
  static final int READ_BYTES = 256 * 1024;

  /** Of a millisecond or more each. */
  private static final int MOST_WAITS = 200;

  private final IoEventLoop eventLoop;
  private final int index;

  /** All that this loop reads goes through this one buffer, so that an idle session holds none. */
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);

  private final long bufferAddress = Buffer.memoryAddress(buffer);

  private final Queue<Runnable> afterEvents = new ArrayDeque<>();
  private final ByteBuffer infoBuffer = TcpInfo.newBuffer();
  private final UnsentBudget budget;
  private final Executor crypto;
  private final HalfClosed halfClosed;
  private final LivenessSweep sweep;

  /** Of those that were accepted; written by every loop that accepts. */
  private final AtomicInteger connections = new AtomicInteger();

  private long round;
  private boolean inRound;

  /** Made with the first that a ring sends. */
  private SendSlots sendSlots;

  /** Made with the first connection that has TLS. */
  private TlsBuffers tlsBuffers;

  PumpLoop(
      IoEventLoop eventLoop, int index, StallLimits limits, UnsentBudget budget, Executor crypto) {
    this.crypto = crypto;
    this.budget = budget;
    this.eventLoop = eventLoop;
    this.index = index;
    this.halfClosed = new HalfClosed(this, limits.halfClosed());
    this.sweep = new LivenessSweep(this, limits);
  }

  /** Runs this task on the loop. From any thread. */
  @Override
  public void execute(Runnable task) {
    eventLoop.execute(task);
  }

  /** Runs this task on the loop after so many milliseconds, at least 0. From any thread. */
  public Cancellable schedule(long millis, Runnable task) {
    var future = eventLoop.schedule(task, millis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  /**
   * Runs this task, which must not throw, once all that the last wait has brought is dealt with, in
   * the order in which such tasks were given. On the loop.
   */
  public void afterEvents(Runnable task) {
    afterEvents.add(task);
    if (afterEvents.size() > 1) {
      return;
    }
    try {
      eventLoop.execute(this::runAfterEvents);
    } catch (RejectedExecutionException e) {
      // The loop has come to its end, and waits for nothing any more.
      runAfterEvents();
    }
  }

  private void runAfterEvents() {
    for (Runnable task = afterEvents.poll(); task != null; task = afterEvents.poll()) {
      task.run();
    }
  }

  /**
   * Runs this task, which must not throw, when the peers of all that this loop has reset have been
   * told so. On the loop.
   */
  public void afterResets(Runnable task) {
    if (eventLoop.isIoType(NioIoHandler.class)) {
      // The JDK closes a socket with its next wait for events.
      afterWait(task);
    } else {
      afterEvents(task);
    }
  }

  /**
   * Runs this task once the loop has waited for events, and with that has submitted what it had to
   * send. From any thread.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  void afterWait(Runnable task) {
    // Timers that are set within a round run in the next one at the earliest.
    execute(
        () -> {
          try {
            schedule(1, task);
          } catch (RejectedExecutionException e) {
            task.run(); // the loop ends, and waits for nothing any more
          }
        });
  }

  /**
   * Runs this task once the system has what this loop had to send, or after some tenths of a
   * second. From any thread.
   *
   * @throws RejectedExecutionException if the loop has ended
   */
  void whenSent(Runnable task) {
    whenSent(MOST_WAITS, task);
  }

  private void whenSent(int waits, Runnable task) {
    afterWait(
        () -> {
          if (sendSlots == null || sendSlots.areFree() || waits == 0) {
            task.run();
          } else {
            whenSent(waits - 1, task);
          }
        });
  }

  /** Which of its rounds this is: one ends when all that had come is dealt with. On the loop. */
  long round() {
    if (!inRound) {
      inRound = true;
      afterEvents(
          () -> {
            inRound = false;
            round++;
          });
    }
    return round;
  }

  /** How many accepted connections it has, or is about to be given. From any thread. */
  int connections() {
    return connections.get();
  }

  /** It is given one more. From any thread. */
  void oneMore() {
    connections.incrementAndGet();
  }

  /** One of them is closed. */
  void oneLess() {
    connections.decrementAndGet();
  }

  /** Whether the caller runs on this loop. */
  public boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  /** The number of this loop among its group, from 0. */
  public int index() {
    return index;
  }

  /**
   * The loop's buffer, empty, with room for as much as may be read at once; what it held is lost.
   * On the loop.
   */
  ByteBuffer emptyBuffer() {
    return buffer.clear().limit(budget.readBytes(READ_BYTES));
  }

  /**
   * Where in memory this direct buffer begins. Asked for once for the loop's own: whoever is given
   * a buffer in native code asks for it each time, which was a thirtieth of a small request.
   */
  long addressOf(ByteBuffer of) {
    return of == buffer ? bufferAddress : Buffer.memoryAddress(of);
  }

  /** Where a ring sends from. On the loop. */
  SendSlots sendSlots() {
    if (sendSlots == null) {
      sendSlots = new SendSlots();
    }
    return sendSlots;
  }

  /** Where a loop encrypts and decrypts. On the loop. */
  TlsBuffers tlsBuffers() {
    if (tlsBuffers == null) {
      tlsBuffers = new TlsBuffers();
    }
    return tlsBuffers;
  }

  /** Runs what takes about a millisecond of reckoning: signatures, keys. From any thread. */
  Executor crypto() {
    return crypto;
  }

  UnsentBudget budget() {
    return budget;
  }

  HalfClosed halfClosed() {
    return halfClosed;
  }

  /** Where the system's answers go, see {@link TcpInfo#newBuffer}. On the loop. */
  ByteBuffer infoBuffer() {
    return infoBuffer;
  }

  /** Whether what the system holds for each of its peers counts. On the loop. */
  boolean hasManySessions() {
    return budget.areMany(sweep.relays());
  }

  /** What gives up dead and stalled peers. On the loop. */
  LivenessSweep sweep() {
    return sweep;
  }

  IoEventLoop eventLoop() {
    return eventLoop;
  }
}
