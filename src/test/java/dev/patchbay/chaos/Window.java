package dev.patchbay.chaos;

import java.util.Set;

/**
 * A time in which something was broken on purpose, so that clients may see errors, and traffic may
 * move.
 *
 * @param from microseconds since 1970
 * @param to microseconds since 1970: the clients were well again
 * @param proxies whose clients may see errors
 */
record Window(String fault, long from, long to, Set<Integer> proxies) {

  boolean contains(long micros) {
    return from <= micros && micros <= to;
  }
}
