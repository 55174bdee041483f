package dev.patchbay.testing;

import dev.patchbay.routing.Reason;
import java.util.Optional;

/** Reasons for tests that only want the words. */
public final class Reasons {
  private Reasons() {}

  /** One with these words. */
  public static Reason of(String text) {
    return new Reason(Reason.Code.GAVE_WAY, Optional.empty(), text);
  }
}
