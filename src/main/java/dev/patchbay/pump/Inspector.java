package dev.patchbay.pump;

import java.nio.ByteBuffer;

/** Looks at what one end of a relay sends, before the other has it. Called on the loop. */
@FunctionalInterface
public interface Inspector {
  /** What it says of some bytes. */
  enum Finding {
    /** They may pass, and the next ones are to be shown as well. */
    MORE,
    /** They may pass, and so may all that follow. */
    ENOUGH,
    /** They may not: the relay is cut. */
    REFUSED,
    /** They do not pass: who looks has parted the relay, and does with its ends what it wants. */
    WITHHELD
  }

  /**
   * Looks at the next bytes.
   *
   * @param bytes from position to limit; only valid during the call, and both to be left as they
   *     are
   */
  Finding inspect(ByteBuffer bytes);
}
