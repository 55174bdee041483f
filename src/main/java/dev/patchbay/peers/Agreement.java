package dev.patchbay.peers;

import java.util.List;

/**
 * Whether the proxies send clients to the same node, from one round of questions to the next. In a
 * failover they differ for a moment, so only a difference that is seen twice in a row counts. Pure.
 *
 * @param differing in how many rounds in a row they have differed, up to now
 * @param opinions of the last round
 * @param unsettled they were told to disagree, and have not been seen to agree since
 */
record Agreement(int differing, List<Opinion> opinions, boolean unsettled) {
  private static final int ROUNDS = 2;

  static final Agreement UNKNOWN = new Agreement(0, List.of(), false);

  Agreement {
    opinions = List.copyOf(opinions);
  }

  /**
   * After one more round.
   *
   * @param now of the proxies that answered, let traffic through and have an active node
   */
  Agreement after(List<Opinion> now) {
    boolean differ = now.stream().map(Opinion::active).distinct().count() > 1;
    int rounds = differ ? Math.min(ROUNDS, differing + 1) : 0;
    // One opinion alone is no agreement: the other side may only be out of reach.
    boolean agree = !differ && now.size() > 1;
    return new Agreement(rounds, now, rounds == ROUNDS || unsettled && !agree);
  }

  /** Whether they disagree now: who has which opinion; empty if they do not. */
  List<Opinion> disagreement() {
    return differing == ROUNDS ? opinions : List.of();
  }
}
