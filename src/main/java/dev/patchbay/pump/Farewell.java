package dev.patchbay.pump;

/**
 * The end of a connection that is told something before it: what still comes is thrown away until
 * the peer ends it as well, or the time is over. On the loop.
 */
final class Farewell implements PumpSocket.Early {
  /** Whoever sends more than this meanwhile, in bytes, does not listen. */
  private static final int MOST_BYTES = 4 * PumpLoop.READ_BYTES;

  private final LoopSocket half;
  private Cancellable timer;
  private int thrownAway;

  Farewell(LoopSocket half) {
    this.half = half;
  }

  void say(byte[] words, long millis) {
    if (!half.sendLast(words)) {
      half.close();
      return;
    }
    timer = half.loop().schedule(millis, half::close);
    half.whenClosed(timer::cancel);
    half.readFirst(this);
  }

  @Override
  public void readable() {
    int got = half.discard();
    while (got > 0 && thrownAway < MOST_BYTES) {
      thrownAway += got;
      got = half.discard();
    }
    if (got != 0) {
      half.close();
    }
  }

  @Override
  public void gone() {
    // It is closed.
  }
}
