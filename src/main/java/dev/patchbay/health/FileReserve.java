package dev.patchbay.health;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A few file descriptors that are held open for nothing, so that there are some when the process
 * has no more: a check that met "Too many open files" has them released, is tried again at once,
 * and has them taken back when it has ended. On one thread, the control loop.
 */
public final class FileReserve implements Closeable {
  /** So many a check has released: for its connection, and to look up whereto. */
  static final int OF_A_CHECK = 2;

  /** Opens something that costs a descriptor and nothing else. */
  interface Opener {
    Channel open() throws IOException;
  }

  private int most;
  private final Opener opener;
  private final Deque<Channel> held = new ArrayDeque<>();
  private boolean closed;

  /**
   * A reserve that is full, unless descriptors are short already.
   *
   * @param most how many to hold, at least 0
   */
  public FileReserve(int most) {
    this(most, () -> FileChannel.open(Path.of("/dev/null")));
  }

  FileReserve(int most, Opener opener) {
    this.most = most;
    this.opener = opener;
    refill();
  }

  /**
   * Gives this many of them back to the process, or as many as there are.
   *
   * @return how many those were; none means that a new try would fail as well
   */
  public int release(int count) {
    int released = 0;
    while (released < count && !held.isEmpty()) {
      close(held.pop());
      released++;
    }
    return released;
  }

  /** Holds so many from now on, at least 0. */
  public void hold(int count) {
    most = count;
    release(held.size() - most);
    refill();
  }

  /** Takes back what was released, as far as there are descriptors again. */
  public void refill() {
    try {
      while (!closed && held.size() < most) {
        held.push(opener.open());
      }
    } catch (IOException e) {
      // Still short of them: the next check's end tries again.
    }
  }

  /** How many are held now. */
  public int held() {
    return held.size();
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is free all the same.
    }
  }

  /** Gives all of them back for good. */
  @Override
  public void close() {
    closed = true;
    release(held.size());
  }
}
