package dev.patchbay.chaos;

/**
 * Something that must not be.
 *
 * @param text one line for people
 */
record Finding(Kind kind, String text) {
  enum Kind {
    /** An acknowledged write is missing on a node, or a part of it. */
    LOST,
    /** A row is there more than once. */
    DOUBLED,
    /** Some rows of one transaction are there, and some are not. */
    TORN,
    /** A write is there that its client was told did not happen, or that nobody tried. */
    UNEXPECTED,
    /** Nodes have different rows. */
    DIFFERENT,
    /** A client saw an error while nothing of its way was broken. */
    ERROR_OUTSIDE,
    /** Two nodes took writes while nothing was broken. */
    SPLIT,
    /** Sessions lived on with a node that was left. */
    SESSIONS_LEFT,
    /** Something did not happen in its time, or happened though it must not. */
    CONDUCT
  }

  @Override
  public String toString() {
    return kind + ": " + text;
  }
}
