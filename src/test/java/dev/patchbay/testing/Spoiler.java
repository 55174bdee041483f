package dev.patchbay.testing;

import java.util.Arrays;
import java.util.Random;

/** Changes bytes as a broken or hostile sender might. */
public final class Spoiler {
  private static final int KINDS = 5;

  private Spoiler() {}

  /** A copy with one thing wrong, mostly near its beginning, where lengths and kinds are. */
  public static byte[] spoil(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    byte[] spoilt = bytes.clone();
    int place = random.nextInt(Math.max(1, Math.min(bytes.length, 1 << random.nextInt(18))));
    switch (random.nextInt(KINDS)) {
      case 0 -> spoilt[place] ^= (byte) (1 << random.nextInt(8));
      case 1 -> spoilt[place] = (byte) random.nextInt(256);
      case 2 -> spoilt[place] = (byte) (random.nextBoolean() ? 0xFF : 0xFE);
      case 3 -> spoilt = Arrays.copyOf(bytes, place);
      default -> spoilt = Arrays.copyOfRange(bytes, place, bytes.length);
    }
    return spoilt;
  }
}
