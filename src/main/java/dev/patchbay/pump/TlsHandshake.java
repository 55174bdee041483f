package dev.patchbay.pump;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The handshake of one connection, step by step, as bytes come and go. On the loop. */
final class TlsHandshake {
  /** So many steps are made before others have their turn. */
  private static final int STEPS = 64;

  private final SSLEngine engine;
  private final RawSocket raw;
  private final PumpLoop loop;
  private final TlsInput input;
  private final TlsOutput output;
  private final PumpSocket.Securing securing;

  /** A worker reckons, and nobody else may use the engine. */
  private boolean reckoning;

  private boolean over;

  /**
   * @param securing told how it ends, unless it is called off
   */
  TlsHandshake(
      SSLEngine engine,
      RawSocket raw,
      PumpLoop loop,
      TlsInput input,
      TlsOutput output,
      PumpSocket.Securing securing) {
    this.engine = engine;
    this.raw = raw;
    this.loop = loop;
    this.input = input;
    this.output = output;
    this.securing = securing;
  }

  void begin() {
    try {
      engine.beginHandshake();
    } catch (SSLException e) {
      failed(e);
      return;
    }
    goOn();
  }

  /** Calls it off. */
  void end() {
    over = true;
  }

  /** Does what can be done now. */
  void goOn() {
    if (over || reckoning) {
      return;
    }
    try {
      for (int i = 0; i < STEPS; i++) {
        if (!output.flush()) {
          raw.awaitWritable();
          return;
        }
        switch (engine.getHandshakeStatus()) {
          case NEED_TASK -> {
            reckon();
            return;
          }
          case NEED_WRAP -> output.ownWord();
          case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
            if (!input.step()) {
              raw.awaitReadable();
              return;
            }
          }
          case FINISHED, NOT_HANDSHAKING -> {
            over = true;
            securing.secured();
            return;
          }
        }
      }
      raw.awaitTurn();
    } catch (IOException e) {
      failed(e);
    } catch (RuntimeException | OutOfMemoryError e) {
      failed(new SSLException("a fault of the proxy's own", e));
    }
  }

  private void reckon() {
    Runnable task = engine.getDelegatedTask();
    if (task == null) {
      // Never, as the engine is asked by this loop alone.
      throw new IllegalStateException("TLS has a task, and has none");
    }
    reckoning = true;
    loop.crypto()
        .execute(
            () -> {
              try {
                task.run();
              } finally {
                goOnLater();
              }
            });
  }

  private void goOnLater() {
    try {
      loop.execute(
          () -> {
            reckoning = false;
            goOn();
          });
    } catch (RejectedExecutionException e) {
      // The loop has come to its end.
    }
  }

  private void failed(IOException cause) {
    if (over) {
      return;
    }
    over = true;
    if (cause instanceof SSLException) {
      output.sayAlert();
    }
    securing.failed(cause);
  }
}
