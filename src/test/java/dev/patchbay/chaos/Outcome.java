package dev.patchbay.chaos;

/** What a client knows of a write of its own. */
enum Outcome {
  /** It was told that the write is there: it must be, once, on every node. */
  ACKNOWLEDGED,
  /** It was told, or knows, that the write did not happen: it must be nowhere. */
  REFUSED,
  /** The answer was lost: the write may be there once, or not at all. */
  UNKNOWN
}
