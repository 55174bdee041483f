package dev.patchbay.wire;

/**
 * The commands that a client has sent and whose turn has not come, in order. Those that are alike
 * and follow one another take one place: a batch of a hundred thousand is no burden. At most {@link
 * #MOST_RUNS} places, 48 KiB. For one thread.
 */
final class Outstanding {
  /** Commands of which no two neighbours are alike. */
  static final int MOST_RUNS = 4096;

  private static final int FIRST_RUNS = 4;
  private static final Command[] COMMANDS = Command.values();

  private long[] keys = new long[FIRST_RUNS];
  private int[] counts = new int[FIRST_RUNS];
  private int first;
  private int runs;
  private long total;

  boolean isEmpty() {
    return runs == 0;
  }

  long size() {
    return total;
  }

  /**
   * Adds one.
   *
   * @param statement its number, 32 bits; 0 if it names none
   * @param parts whether its packet comes in several parts
   * @throws LostThread if there are too many
   */
  void add(Command command, int statement, boolean parts) throws LostThread {
    long key = (long) statement << 32 | (parts ? 0x100 : 0) | command.ordinal();
    total++;
    if (runs > 0) {
      int last = place(runs - 1);
      if (keys[last] == key && counts[last] < Integer.MAX_VALUE) {
        counts[last]++;
        return;
      }
    }
    if (runs == keys.length) {
      grow();
    }
    int next = place(runs++);
    keys[next] = key;
    counts[next] = 1;
  }

  /** The first; there is one. */
  Command command() {
    return COMMANDS[(int) keys[first] & 0xFF];
  }

  /** The number of the statement of the first. */
  int statement() {
    return (int) (keys[first] >>> 32);
  }

  /** Whether the first one's packet came in parts. */
  boolean parts() {
    return (keys[first] & 0x100) != 0;
  }

  /** Removes the first; there is one. */
  void remove() {
    total--;
    if (--counts[first] == 0) {
      first = place(1);
      runs--;
    }
  }

  private int place(int run) {
    return (first + run) % keys.length;
  }

  private void grow() throws LostThread {
    if (runs == MOST_RUNS) {
      throw new LostThread(Opaque.TOO_MANY_OUTSTANDING);
    }
    long[] moreKeys = new long[2 * runs];
    int[] moreCounts = new int[2 * runs];
    for (int i = 0; i < runs; i++) {
      moreKeys[i] = keys[place(i)];
      moreCounts[i] = counts[place(i)];
    }
    keys = moreKeys;
    counts = moreCounts;
    first = 0;
  }
}
