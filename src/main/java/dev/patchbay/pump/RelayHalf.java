package dev.patchbay.pump;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One end of a relay. What it reads it writes to its peer at once; what the peer does not take is
 * kept, and until that is sent nothing more is read.
 *
 * <p>An end of stream is passed on as one: only the peer's output is shut, because an answer may
 * still come the other way. The connections are closed when both directions have ended, when either
 * of them is lost, or when what is left stands still ({@link HalfClosed}).
 */
final class RelayHalf extends LoopSocket {
  /**
   * So much is moved before other sessions have their turn. Four times as much let a new session
   * beside bulk wait nearly three times as long, and moved no more bytes: docs/performance.md.
   */
  private static final int TURN_BYTES = PumpLoop.READ_BYTES;

  private Relay relay;
  private RelayHalf peer;
  private ByteCount bytesRead;

  /** Null where nobody looks at what is read. */
  private Inspector inspector;

  private boolean inputEnded;
  private boolean outputEnded;

  /** Takes no more; it is only read to its end. */
  private boolean outputFailed;

  private boolean closeWhenSent;

  /** There is no connection left, or none that counts. */
  private boolean isLost;

  /** There may be one all the same; it ends with a reset. */
  private boolean isGivenUp;

  /** What the peer has read and this side has not taken yet; never more than one read. */
  private ByteBuf unsent;

  private final Vigil vigil = new Vigil();

  /** All that was read from it: grows with each read that brought something. */
  private long received;

  private int writes;

  /** As {@link LoopSocket} has it. */
  RelayHalf(PumpLoop loop, RawSocket socket, Runnable whenClosed) {
    super(loop, socket, whenClosed);
  }

  void join(Relay newRelay, RelayHalf newPeer, ByteCount countsRead) {
    relay = newRelay;
    peer = newPeer;
    bytesRead = countsRead;
    forgetEarly();
  }

  /** Sends this before anything of its peer's, once both halves are joined. */
  void sendFirst(byte[] bytes) {
    if (!closed) {
      send(loop.emptyBuffer().put(bytes).flip());
    }
  }

  /** Shows this one what is read, until it has seen enough. */
  void inspectedBy(Inspector by) {
    inspector = by;
  }

  /** It is part of no relay any more. */
  void part() {
    inspector = null;
    relay = null;
    peer = null;
  }

  /** Begins to read, once both halves are joined. */
  void begin() {
    if (closed) {
      lost();
    } else if (readable) {
      ready(true, false, false);
    } else {
      socket.awaitReadable();
    }
  }

  @Override
  boolean isJoined() {
    return relay != null;
  }

  @Override
  void endRelayAfterFault() {
    relay.cut();
  }

  @Override
  void heardInRelay(boolean nowReadable, boolean nowWritable, boolean gone) {
    if (nowWritable && unsent != null) {
      sendUnsent();
    } else if (nowWritable && closeWhenSent) {
      closeWhenSent();
    }
    if (nowReadable) {
      pump();
    }
    if (gone && !closed && relay != null) {
      goneWithinRelay();
    }
  }

  /**
   * The connection is lost, or has ended both ways. What it sent before that may still be read; if
   * its end was read already, only a loss can be new.
   */
  private void goneWithinRelay() {
    if (closeWhenSent) {
      closeWhenSent();
    } else if (inputEnded && !outputEnded) {
      lost();
    } else {
      relay.endedFirst(this);
      relay.halfClosed();
    }
  }

  private void pump() {
    int moved = 0;
    // What was sent may have shown that the client is gone, and this one an heir's.
    while (readable && !inputEnded && !isLost && !closed && peer != null && peer.takesMore()) {
      if (moved >= TURN_BYTES) {
        socket.awaitTurn();
        return;
      }
      ByteBuffer buffer = loop.emptyBuffer();
      int got;
      try {
        got = socket.read(buffer);
      } catch (IOException e) {
        lost();
        return;
      }
      if (got < 0) {
        inputEnded();
        return;
      }
      readable = !socket.isDrained();
      if (got > 0) {
        buffer.flip();
        if (inspector != null && !passes(buffer)) {
          return;
        }
        moved += got;
        received += got;
        bytesRead.add(got);
        peer.send(buffer);
      }
    }
    if (!readable && !closed) {
      socket.awaitReadable();
    }
  }

  private boolean passes(ByteBuffer bytes) {
    Inspector.Finding finding = inspector.inspect(bytes);
    if (finding != Inspector.Finding.MORE) {
      inspector = null;
    }
    if (finding == Inspector.Finding.REFUSED) {
      relay.refused();
    }
    return finding == Inspector.Finding.MORE || finding == Inspector.Finding.ENOUGH;
  }

  boolean takesMore() {
    return unsent == null && !outputFailed && !isLost && !closed;
  }

  /** Whether it takes more, and may bring more. */
  boolean isOpen() {
    return takesMore() && !inputEnded;
  }

  /** Whether the system has sent all that was written, as far as it tells; one system call. */
  boolean isAllOnItsWay() {
    return info().map(TcpInfo::unsent).orElse(0) == 0;
  }

  private void send(ByteBuffer bytes) {
    try {
      socket.write(bytes);
    } catch (IOException e) {
      outputFailed();
      return;
    }
    writes++;
    if (bytes.hasRemaining()) {
      int rest = bytes.remaining();
      unsent = UnpooledByteBufAllocator.DEFAULT.directBuffer(rest, rest).writeBytes(bytes);
      loop.budget().keep(rest);
      socket.awaitWritable();
    }
  }

  private void sendUnsent() {
    ByteBuffer rest = unsent.internalNioBuffer(unsent.readerIndex(), unsent.readableBytes());
    int before = rest.remaining();
    try {
      socket.write(rest);
    } catch (IOException e) {
      outputFailed();
      return;
    }
    if (rest.remaining() < before) {
      writes++;
    }
    if (rest.hasRemaining()) {
      unsent.skipBytes(before - rest.remaining());
      socket.awaitWritable();
      return;
    }
    releaseUnsent();
    if (closeWhenSent) {
      closeWhenSent();
    } else if (peer.inputEnded) {
      endOutput();
    } else {
      peer.pump();
    }
  }

  private void inputEnded() {
    inputEnded = true;
    if (relay.isInherited(this)) {
      return;
    }
    if (outputFailed) {
      lost();
    } else {
      relay.endedFirst(this);
      if (peer.unsent == null) {
        peer.endOutput();
      }
    }
  }

  /** All has been sent that will ever be. */
  private void endOutput() {
    if (inputEnded && peer.outputEnded) {
      relay.closeWhenSent();
    } else {
      outputEnded = true;
      socket.shutdownOutput();
      relay.halfClosed();
    }
  }

  /**
   * A write failed, because the other end has closed or reset; what it sent before that, such as
   * the error that says why, may not have been read yet. So it is read to its end, and nothing more
   * is written.
   */
  private void outputFailed() {
    releaseUnsent();
    relay.endedFirst(this);
    outputFailed = true;
    relay.halfClosed();
    if (closeWhenSent || inputEnded) {
      lost();
    } else {
      readable = true;
      pump();
    }
  }

  /** There is nothing more to read from it and nobody to write to. */
  private void lost() {
    if (!relay.isInherited(this)) {
      countsNoMore();
    }
  }

  private void countsNoMore() {
    relay.endedFirst(this);
    releaseUnsent();
    isLost = true;
    if (isNode()) {
      close();
    }
    relay.closeWhenSent();
  }

  /**
   * Nothing more will come for this one: what has come is sent on, and then the end. Until that is
   * done it stays with its relay, where a cut finds it. A node must have taken everything: the
   * system, left alone with it, would send it after a cut, when another node is written to already.
   * A client is done when the system has it all; but as the client's is the place that is counted,
   * it is kept for as long as the node's connection is there.
   */
  void closeWhenSent() {
    if (closed) {
      return;
    }
    boolean sent = isLost || unsent == null && !socket.isSending();
    if (sent && (isNode() ? !owes() : peer.closed)) {
      close();
      return;
    }
    closeWhenSent = true;
    relay.halfClosed();
    if (unsent == null && !outputEnded && !isLost) {
      outputEnded = true;
      socket.shutdownOutput();
    }
  }

  private boolean isNode() {
    return relay.node() == this;
  }

  /**
   * Whether it has not taken all that was written, as far as the system tells; one system call. In
   * an ordinary end, of which there are many, what is on its way counts as taken.
   */
  private boolean owes() {
    return info().map(info -> peer.isLost ? !info.isAllTaken() : info.isHeldBack()).orElse(false);
  }

  /** What {@link #closeWhenSent} waits for may have come to pass without a word. */
  void closeIfSent() {
    if (closeWhenSent) {
      closeWhenSent();
    }
  }

  /** Has the system hold little for this peer, should it stop reading. */
  void limitUnsent() {
    socket.limitUnsent();
  }

  /** One of the sweep's looks, see {@link Vigil#look}. */
  void look(long now, long limitNanos) {
    if (closed || isLost) {
      return;
    }
    try {
      socket.settle();
      switch (vigil.look(now, (int) received, writes, isKept(), limitNanos, this::info)) {
        case ALIVE -> {}
        case DEAD -> giveUp();
        case STALLED -> {
          relay.stalled(this);
          giveUp();
        }
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      endAfterFault();
    }
  }

  private boolean isKept() {
    return unsent != null || socket.isSending();
  }

  private Optional<TcpInfo> info() {
    return socket.info(loop.infoBuffer());
  }

  /**
   * As {@link #lost}, but the system must not go on for it with what it still holds, once its place
   * is free.
   */
  private void giveUp() {
    isGivenUp = true;
    countsNoMore();
  }

  /**
   * Closes; with a reset if it has not taken all. The system would go on with that for minutes, and
   * on nobody's account.
   */
  void closeForGood() {
    close(info().map(info -> !info.isAllTaken()).orElse(unsent != null));
  }

  private void releaseUnsent() {
    if (unsent != null) {
      loop.budget().release(unsent.capacity());
      unsent.release();
      unsent = null;
    }
  }

  /**
   * Grows with everything that is read from it or taken by it, unless it counts no more; wraps. A
   * system call.
   */
  int moved() {
    int acked = closed || isLost ? 0 : info().map(info -> (int) info.acked()).orElse(0);
    return (int) received + writes + acked;
  }

  /** How many bytes its relay has read from it. */
  long received() {
    return received;
  }

  @Override
  void close(boolean reset) {
    if (closed) {
      return;
    }
    releaseUnsent();
    super.close(reset || isGivenUp);
    if (relay != null && peer.closed) {
      relay.finished();
    } else if (relay != null) {
      peer.closeIfSent();
    }
  }
}
