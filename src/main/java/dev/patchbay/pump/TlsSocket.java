package dev.patchbay.pump;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS within another socket, by the JDK's engine. What it keeps is bounded: a record that has not
 * come whole, what of one was not read, and records that the system has not taken. An end of stream
 * is a goodbye of TLS and the end behind it; an end without a goodbye is an end as well, since the
 * packets within say whether they are whole. A second handshake is refused.
 */
final class TlsSocket implements RawSocket, RawSocket.Ready, PumpSocket.Securing {
  private enum Phase {
    HANDSHAKE,
    OPEN,
    BROKEN,
    CLOSED
  }

  private final RawSocket raw;
  private final PumpLoop loop;
  private final TlsOutput output;
  private final TlsInput input;
  private final TlsHandshake handshake;
  private Phase phase = Phase.HANDSHAKE;
  private Ready ready;
  private PumpSocket.Securing securing;
  private boolean gone;

  /** Says something by itself that could not be sent. */
  private IOException fault;

  /**
   * @param raw is watched already
   */
  TlsSocket(SSLEngine engine, RawSocket raw, PumpLoop loop) {
    this.raw = raw;
    this.loop = loop;
    this.output = new TlsOutput(engine, raw, loop);
    this.input = new TlsInput(engine, raw, loop, output);
    this.handshake = new TlsHandshake(engine, raw, loop, input, output, this);
  }

  /** Begins the handshake. */
  void begin(Ready newReady, PumpSocket.Securing newSecuring) {
    ready = newReady;
    securing = newSecuring;
    raw.tell(this);
    handshake.begin();
  }

  @Override
  public void ready(boolean readable, boolean writable, boolean nowGone) {
    gone |= nowGone;
    switch (phase) {
      case HANDSHAKE -> handshake.goOn();
      case OPEN -> open(readable, writable, nowGone);
      case BROKEN, CLOSED -> {}
    }
  }

  private void open(boolean readable, boolean writable, boolean nowGone) {
    if (writable && !output.isOwing()) {
      flush();
    }
    ready.ready(readable | input.unblocked() | fault != null, writable, nowGone);
  }

  private void flush() {
    try {
      output.flush();
    } catch (IOException e) {
      fault = e;
    }
  }

  @Override
  public void secured() {
    phase = Phase.OPEN;
    securing.secured();
    if (phase == Phase.OPEN) {
      // Something may have come behind the handshake already.
      ready.ready(true, true, gone);
    }
  }

  @Override
  public void failed(IOException cause) {
    phase = Phase.BROKEN;
    fault = cause;
    securing.failed(cause);
  }

  @Override
  public void watch(PumpLoop newLoop, Ready newReady) {
    throw new IllegalStateException("it is watched");
  }

  @Override
  public void tell(Ready next) {
    ready = next;
  }

  @Override
  public boolean finishConnect() {
    return true;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (fault != null) {
      throw fault;
    }
    if (phase != Phase.OPEN) {
      return 0;
    }
    try {
      return input.read(into);
    } catch (SSLException e) {
      phase = Phase.BROKEN;
      fault = e;
      output.sayAlert();
      throw e;
    } finally {
      if (!output.isEmpty()) {
        raw.awaitWritable();
      }
    }
  }

  @Override
  public boolean isDrained() {
    // Whoever is to be told of the end of the handshake, or of a fault, will be.
    return phase != Phase.OPEN || input.isDrained();
  }

  @Override
  public boolean isEnded() {
    return raw.isEnded() || input.isEnded();
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    if (fault != null) {
      throw fault;
    }
    if (phase != Phase.OPEN) {
      return;
    }
    output.write(from);
    if (output.isEmpty() && input.unblocked()) {
      loop.execute(this::turn);
    }
  }

  private void turn() {
    if (phase == Phase.OPEN) {
      ready.ready(true, false, false);
    }
  }

  @Override
  public void awaitReadable() {
    raw.awaitReadable();
  }

  @Override
  public void awaitTurn() {
    if (input.isKeeping()) {
      loop.execute(this::turn);
    } else {
      raw.awaitTurn();
    }
  }

  @Override
  public void awaitWritable() {
    if (phase == Phase.OPEN) {
      raw.awaitWritable();
    }
  }

  @Override
  public boolean isSending() {
    return raw.isSending();
  }

  @Override
  public void settle() {
    raw.settle();
  }

  @Override
  public void limitUnsent() {
    raw.limitUnsent();
  }

  @Override
  public Optional<TcpInfo> info(ByteBuffer buffer) {
    return raw.info(buffer);
  }

  @Override
  public Optional<InetSocketAddress> peer() {
    return raw.peer();
  }

  @Override
  public Optional<InetSocketAddress> local() {
    return raw.local();
  }

  @Override
  public void shutdownOutput() {
    if (phase == Phase.OPEN) {
      output.end();
    } else {
      raw.shutdownOutput();
    }
  }

  @Override
  public void close(boolean reset) {
    if (phase == Phase.OPEN && !reset && output.isEmpty()) {
      output.sayGoodbye();
    }
    phase = Phase.CLOSED;
    handshake.end();
    output.release();
    raw.close(reset);
  }
}
