package dev.patchbay.pump;

import java.time.Duration;

/**
 * How long bytes may wait for a peer that takes none of them before that peer is given up; zero
 * means for ever.
 *
 * @param client for what a node has sent
 * @param node for what a client has sent
 * @param halfClosed how long what is left of a session of which one end has ended may stand still;
 *     see {@link HalfClosed}
 */
public record StallLimits(Duration client, Duration node, Duration halfClosed) {
  /** As long as the most patient of the drivers in use. */
  public static final StallLimits DEFAULT =
      new StallLimits(Duration.ofMinutes(15), Duration.ofMinutes(15));

  /** These limits, and for what is left of a half-closed session {@link HalfClosed#PATIENCE}. */
  public StallLimits(Duration client, Duration node) {
    this(client, node, HalfClosed.PATIENCE);
  }
}
