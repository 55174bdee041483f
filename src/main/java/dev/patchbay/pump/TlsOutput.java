package dev.patchbay.pump;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The encrypted side of what is sent. Records that the system does not take are kept, {@link
 * TlsBuffers#out} at the most, and their plain bytes count as not written: so whoever writes keeps
 * them as well, and brings them again. What is kept is counted, as {@link UnsentBudget} has it. On
 * the loop.
 */
final class TlsOutput {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Within a handshake it is two. */
  private static final int MOST_LAST_WORDS = 4;

  private final SSLEngine engine;
  private final RawSocket raw;
  private final PumpLoop loop;

  /** Encrypted, and not taken by the system. */
  private ByteBuf rest;

  /** How many of the plain bytes that come next are in there, or were. */
  private int owed;

  /** Once the rest is sent, so is the end. */
  private boolean endsBehind;

  TlsOutput(SSLEngine engine, RawSocket raw, PumpLoop loop) {
    this.engine = engine;
    this.raw = raw;
    this.loop = loop;
  }

  /** As {@link RawSocket#write}. */
  void write(ByteBuffer from) throws IOException {
    if (!flush()) {
      return;
    }
    from.position(from.position() + owed);
    owed = 0;
    while (from.hasRemaining()) {
      int before = from.position();
      ByteBuffer out = loop.tlsBuffers().out();
      while (from.hasRemaining() && out.remaining() >= TlsBuffers.RECORD) {
        wrap(from, out);
      }
      if (!send(out.flip())) {
        owed = from.position() - before;
        from.position(before);
        return;
      }
    }
  }

  /**
   * Sends what TLS itself has to say, one message.
   *
   * @return false if something is kept now, or was before; in that case nothing was done
   */
  boolean ownWord() throws IOException {
    if (!flush()) {
      return false;
    }
    ByteBuffer out = loop.tlsBuffers().out();
    wrap(NOTHING, out);
    return send(out.flip());
  }

  /** Whether something is kept for whoever writes, who will bring its bytes again. */
  boolean isOwing() {
    return owed > 0;
  }

  boolean isEmpty() {
    return rest == null;
  }

  /**
   * Sends what is kept.
   *
   * @return whether nothing is left
   */
  boolean flush() throws IOException {
    if (rest == null) {
      return true;
    }
    ByteBuffer bytes = rest.internalNioBuffer(rest.readerIndex(), rest.readableBytes());
    int before = bytes.remaining();
    raw.write(bytes);
    rest.skipBytes(before - bytes.remaining());
    if (rest.isReadable()) {
      return false;
    }
    release();
    if (endsBehind) {
      raw.shutdownOutput();
    }
    return true;
  }

  /** Says goodbye, and sends the end behind it. */
  void end() {
    if (sayGoodbye()) {
      raw.shutdownOutput();
    } else {
      endsBehind = true;
    }
  }

  /**
   * Says that no more will come.
   *
   * @return whether that is sent, or cannot be
   */
  boolean sayGoodbye() {
    try {
      engine.closeOutbound();
      for (int i = 0; i < MOST_LAST_WORDS && !engine.isOutboundDone(); i++) {
        if (!ownWord()) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      // The peer was faster: there is no connection left.
      return true;
    }
  }

  /** Says what was wrong with the peer's TLS, if that can be said at once. */
  void sayAlert() {
    try {
      ownWord();
    } catch (IOException e) {
      // The peer was faster: there is no connection left.
    }
  }

  private void wrap(ByteBuffer from, ByteBuffer out) throws SSLException {
    int before = from.remaining() - out.remaining();
    SSLEngineResult result = engine.wrap(from, out);
    if (result.getStatus() == SSLEngineResult.Status.CLOSED && from != NOTHING) {
      throw new SSLException("TLS has ended");
    }
    if (from.remaining() - out.remaining() == before && from != NOTHING) {
      throw new SSLException("nothing can be sent: " + result);
    }
  }

  /** False if not all of it was taken; then the rest is kept. */
  private boolean send(ByteBuffer bytes) throws IOException {
    if (bytes.hasRemaining()) {
      raw.write(bytes);
    }
    int left = bytes.remaining();
    if (left > 0) {
      rest = UnpooledByteBufAllocator.DEFAULT.directBuffer(left, left).writeBytes(bytes);
      loop.budget().keep(left);
    }
    return left == 0;
  }

  /** Lets go what is kept. */
  void release() {
    if (rest != null) {
      loop.budget().release(rest.capacity());
      rest.release();
      rest = null;
    }
  }
}
