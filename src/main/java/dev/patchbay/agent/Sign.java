package dev.patchbay.agent;

/**
 * Something by which a server says of itself that its Galera state or view has changed. The node is
 * looked at then. Used from the agent's context.
 */
interface Sign {
  /** Begins to wait. Where that is not possible the log says so, and looks come by time alone. */
  void start();

  /** Ends it, until the next start. */
  void close();
}
