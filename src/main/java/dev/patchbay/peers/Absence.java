package dev.patchbay.peers;

/**
 * For how many rounds of questions in a row another proxy has given no answer. One round may be a
 * restart, or a busy machine. Pure.
 *
 * @param rounds at the most as many as count
 */
record Absence(int rounds) {
  private static final int ROUNDS = 2;

  static final Absence NONE = new Absence(0);

  /** After one more round. */
  Absence after(boolean missed) {
    return missed ? new Absence(Math.min(ROUNDS, rounds + 1)) : NONE;
  }

  /** Whether it has lasted long enough to be told. */
  boolean isKnown() {
    return rounds == ROUNDS;
  }
}
