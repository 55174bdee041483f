package dev.patchbay.cli;

import dev.patchbay.config.PatchbayConfig;

/** Starts the proxy for a command that has its configuration. */
public interface ProxyStarter {

  /** A proxy that runs. */
  interface Running extends AutoCloseable {

    /** Waits until the proxy has ended, by a signal or by {@link #close}. */
    void awaitEnd() throws InterruptedException;

    /** Ends the proxy and waits until nothing of it listens. No effect the second time. */
    @Override
    void close();
  }

  /**
   * Starts the proxy and returns once every listener is bound.
   *
   * @throws Exception if one cannot be bound; nothing is left listening
   */
  Running start(PatchbayConfig config) throws Exception;
}
