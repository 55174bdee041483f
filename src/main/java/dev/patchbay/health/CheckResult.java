package dev.patchbay.health;

/** What came of a health check, in one of few words: for metrics, which can hold no free text. */
public enum CheckResult {
  HEALTHY("healthy"),
  /** The agent answered, and the answer was not that the node is healthy. */
  UNHEALTHY("unhealthy"),
  /** No complete answer in time. */
  TIMEOUT("timeout"),
  /** Nobody listens at the agent's address. */
  REFUSED("refused"),
  /** No other kind of connection either, no such name, or a connection that broke. */
  UNREACHABLE("unreachable"),
  /** No TLS, or a certificate that was not verified. */
  TLS("tls"),
  /** Something in the proxy itself. */
  ERROR("error"),
  /**
   * It could not be made for want of something of the proxy's own, such as a file descriptor:
   * nothing is known of the node but what was known before.
   */
  OWN_FAULT("own_fault");

  private final String word;

  CheckResult(String word) {
    this.word = word;
  }

  /** Whether this says anything of the node. */
  public boolean decides() {
    return this != OWN_FAULT;
  }

  /** The word for this result in metrics. */
  public String word() {
    return word;
  }
}
