package dev.patchbay.wire;

import java.util.Arrays;

/**
 * A few numbers of prepared statements. If there would be more than {@link #MOST}, it knows no
 * longer which, and is not empty until it is cleared. For one thread.
 */
final class StatementSet {
  static final int MOST = 1024;

  private int[] statements = {};
  private int size;
  private boolean overflown;

  boolean isEmpty() {
    return size == 0 && !overflown;
  }

  void add(int statement) {
    if (indexOf(statement) >= 0 || overflown) {
      return;
    }
    if (size == MOST) {
      overflown = true;
      return;
    }
    if (size == statements.length) {
      statements = Arrays.copyOf(statements, Math.max(4, 2 * size));
    }
    statements[size++] = statement;
  }

  void remove(int statement) {
    int at = size == 0 ? -1 : indexOf(statement);
    if (at >= 0) {
      statements[at] = statements[--size];
    }
  }

  void clear() {
    size = 0;
    overflown = false;
  }

  private int indexOf(int statement) {
    for (int i = 0; i < size; i++) {
      if (statements[i] == statement) {
        return i;
      }
    }
    return -1;
  }
}
