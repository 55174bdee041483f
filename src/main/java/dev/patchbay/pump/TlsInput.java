package dev.patchbay.pump;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The encrypted side of what is read. Kept is at the most one record that has not come whole, or
 * has not found room, and what is left of one that was decrypted. On the loop.
 */
final class TlsInput {
  /**
   * So much may come, in encrypted bytes, before others have their turn, though it holds no byte
   * for anybody.
   */
  private static final int MOST_AT_ONCE = 4 * TlsBuffers.RECORD;

  /**
   * So many records in a row may hold no byte for anybody: empty ones, tickets, new keys. Each
   * costs a reckoning of tens of microseconds, for a few bytes of the peer's; OpenSSL has the same
   * bound.
   */
  private static final int MOST_EMPTY = 32;

  private enum Stop {
    /** All that has come whole is decrypted. */
    NEEDS_MORE,
    /** There is no more room for what is decrypted. */
    IS_FULL,
    /** TLS has to say something, and cannot yet. */
    MUST_SPEAK,
    /** The peer has said that no more will come. */
    HAS_ENDED
  }

  private final SSLEngine engine;
  private final RawSocket raw;
  private final PumpLoop loop;
  private final TlsOutput output;

  /** What has come and is not decrypted; null if there is nothing. */
  private byte[] encrypted;

  /** What is decrypted and was not read; null if there is nothing. */
  private ByteBuffer decrypted;

  /** Records in a row that held nothing. */
  private int empty;

  private boolean drained;
  private boolean ended;
  private boolean mustSpeak;

  /** Waits for output to be sent before it reads on. */
  private boolean blocked;

  /** What was found wrong behind the last bytes that could be read. */
  private IOException fault;

  TlsInput(SSLEngine engine, RawSocket raw, PumpLoop loop, TlsOutput output) {
    this.engine = engine;
    this.raw = raw;
    this.loop = loop;
    this.output = output;
  }

  /** As {@link RawSocket#read}, once the handshake is over. */
  int read(ByteBuffer into) throws IOException {
    int start = into.position();
    takeDecrypted(into);
    if (decrypted == null && into.hasRemaining()) {
      try {
        readOn(into, start);
      } catch (IOException e) {
        fault = e;
        ended = true;
      }
    }
    int got = into.position() - start;
    if (got > 0) {
      drained &= !ended && decrypted == null;
      return got;
    }
    if (fault != null) {
      throw fault;
    }
    return ended ? -1 : 0;
  }

  private void takeDecrypted(ByteBuffer into) {
    drained = false;
    if (decrypted == null) {
      return;
    }
    int count = Math.min(into.remaining(), decrypted.remaining());
    into.put(decrypted.slice().limit(count));
    decrypted.position(decrypted.position() + count);
    if (!decrypted.hasRemaining()) {
      decrypted = null;
    }
  }

  private void readOn(ByteBuffer into, int start) throws IOException {
    ByteBuffer in = load();
    try {
      for (int all = 0; !ended; ) {
        in.flip();
        Stop stop;
        try {
          stop = decrypt(in, into, start);
        } finally {
          in.compact();
        }
        if (stop != Stop.NEEDS_MORE) {
          // Who waits for the output is told when that is sent.
          drained = blocked = stop == Stop.MUST_SPEAK;
          ended = stop == Stop.HAS_ENDED;
          return;
        }
        if (all > 0 && drained) {
          return;
        }
        if (all >= MOST_AT_ONCE) {
          drained = into.position() == start;
          if (drained) {
            raw.awaitTurn();
          }
          return;
        }
        checkLength(in);
        // No more than there is room for, so that nothing but a part of a record is left.
        in.limit(Math.min(in.capacity(), Math.max(TlsBuffers.RECORD, into.remaining())));
        int got = raw.read(in);
        drained = raw.isDrained();
        if (got < 0) {
          // Without a goodbye: what packets the peer has sent says whether it was done.
          ended = true;
        } else if (got == 0) {
          drained = true;
          return;
        }
        all += got;
      }
    } finally {
      store(in.flip());
    }
  }

  private Stop decrypt(ByteBuffer in, ByteBuffer into, int start) throws IOException {
    while (true) {
      if (mustSpeak && !speak()) {
        return Stop.MUST_SPEAK;
      }
      if (!in.hasRemaining()) {
        return Stop.NEEDS_MORE;
      }
      SSLEngineResult result = engine.unwrap(in, into);
      if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
        if (into.position() > start) {
          return Stop.IS_FULL;
        }
        result = decryptAside(in, into);
      }
      count(result);
      switch (result.getHandshakeStatus()) {
        case NEED_TASK -> throw new SSLException("the peer wants another handshake");
        case NEED_WRAP -> mustSpeak = !engine.isOutboundDone();
        default -> {}
      }
      switch (result.getStatus()) {
        case BUFFER_UNDERFLOW -> {
          return Stop.NEEDS_MORE;
        }
        case CLOSED -> {
          return Stop.HAS_ENDED;
        }
        default -> {}
      }
      if (decrypted != null) {
        return Stop.IS_FULL;
      }
    }
  }

  private void count(SSLEngineResult result) throws SSLException {
    if (result.bytesProduced() > 0) {
      empty = 0;
    } else if (result.bytesConsumed() > 0 && ++empty > MOST_EMPTY) {
      throw new SSLException("more than " + MOST_EMPTY + " records in a row with nothing in them");
    }
  }

  /** There is less room than a record may need. */
  private SSLEngineResult decryptAside(ByteBuffer in, ByteBuffer into) throws SSLException {
    ByteBuffer plain = loop.tlsBuffers().plain();
    SSLEngineResult result = engine.unwrap(in, plain);
    plain.flip();
    int count = Math.min(plain.remaining(), into.remaining());
    into.put(plain.slice().limit(count));
    plain.position(count);
    if (plain.hasRemaining()) {
      decrypted = ByteBuffer.allocate(plain.remaining()).put(plain).flip();
    }
    return result;
  }

  private boolean speak() throws IOException {
    if (output.isOwing() || !output.flush()) {
      return false;
    }
    while (mustSpeak && output.isEmpty()) {
      output.ownWord();
      mustSpeak = engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP;
    }
    return output.isEmpty();
  }

  /**
   * One step of the handshake that needs something of the peer's.
   *
   * @return false if the peer has sent nothing more
   * @throws EOFException if it has ended the connection
   */
  boolean step() throws IOException {
    ByteBuffer in = load();
    try {
      in.flip();
      SSLEngineResult result;
      try {
        result = engine.unwrap(in, loop.tlsBuffers().plain());
      } finally {
        in.compact();
      }
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        throw new SSLException("the peer has ended TLS within the handshake");
      }
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        return true;
      }
      checkLength(in);
      in.limit(TlsBuffers.RECORD);
      int got = raw.read(in);
      if (got < 0) {
        throw new EOFException("the peer has ended the connection within the handshake");
      }
      return got > 0;
    } finally {
      store(in.flip());
    }
  }

  /** Where a record has not come whole, and is too long already. */
  private static void checkLength(ByteBuffer in) throws SSLException {
    if (in.position() >= TlsBuffers.RECORD) {
      throw new SSLException("a record of more than " + TlsBuffers.RECORD + " bytes");
    }
  }

  private ByteBuffer load() {
    ByteBuffer in = loop.tlsBuffers().in();
    if (encrypted != null) {
      in.put(encrypted);
      encrypted = null;
    }
    return in;
  }

  private void store(ByteBuffer in) {
    if (in.hasRemaining() && !ended) {
      encrypted = new byte[in.remaining()];
      in.get(encrypted);
    }
  }

  /** As {@link RawSocket#isDrained}. */
  boolean isDrained() {
    return drained;
  }

  /** Whether the end has come. */
  boolean isEnded() {
    return ended;
  }

  /** Whether something is kept here, of which the loop will not tell. */
  boolean isKeeping() {
    return encrypted != null || decrypted != null || ended;
  }

  /** Output was sent: whether this has waited for it, and may be read on. */
  boolean unblocked() {
    boolean was = blocked;
    blocked = false;
    return was;
  }
}
