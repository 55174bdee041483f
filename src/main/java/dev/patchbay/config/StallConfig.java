package dev.patchbay.config;

/**
 * How long one side of a session may take nothing of what waits for it before the session ends; 0
 * means for ever.
 *
 * @param clientSeconds for what a node has sent
 * @param nodeSeconds for what a client has sent
 */
public record StallConfig(int clientSeconds, int nodeSeconds) {
  /** Both a quarter of an hour. */
  public static final StallConfig DEFAULT = new StallConfig(15 * 60, 15 * 60);
}
