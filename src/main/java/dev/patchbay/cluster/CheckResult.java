package dev.patchbay.cluster;

/** What came of a health check, in one of few words: for metrics, which can hold no free text. */
public enum CheckResult {
  HEALTHY("healthy"),
  /** The agent answered, and the answer was not that the node is fit. */
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
  ERROR("error");

  private final String word;

  CheckResult(String word) {
    this.word = word;
  }

  /** The word for this result in metrics. */
  public String word() {
    return word;
  }
}
