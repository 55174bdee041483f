package dev.patchbay.session;

import dev.patchbay.pump.Inspector;
import java.nio.ByteBuffer;

/** Two who look at the same bytes, the first one first: what it refuses the second never sees. */
final class BothLook implements Inspector {
  private final Inspector first;
  private final Inspector second;
  private Finding ofFirst = Finding.MORE;
  private Finding ofSecond = Finding.MORE;

  BothLook(Inspector first, Inspector second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public Finding inspect(ByteBuffer bytes) {
    if (ofFirst == Finding.MORE) {
      ofFirst = first.inspect(bytes);
    }
    if (ofFirst == Finding.REFUSED || ofFirst == Finding.WITHHELD) {
      return ofFirst;
    }
    if (ofSecond == Finding.MORE) {
      ofSecond = second.inspect(bytes);
    }
    return ofSecond == Finding.ENOUGH ? ofFirst : ofSecond;
  }
}
