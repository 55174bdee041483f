package dev.patchbay.chaos;

/**
 * One write that a client tried, as the client saw it.
 *
 * @param id of the write, never used again
 * @param client number of the client, from 0
 * @param proxy number of the proxy that it went through
 * @param parts how many rows it is, 1 or more
 * @param begun microseconds since 1970
 * @param ended microseconds since 1970, not before {@code begun}
 * @param node what the server said that it is called; empty without an answer
 * @param error what the client was told in place of an answer; empty if acknowledged
 */
record Attempt(
    long id,
    int client,
    int proxy,
    int parts,
    long begun,
    long ended,
    Outcome outcome,
    String node,
    String error) {

  boolean acknowledged() {
    return outcome == Outcome.ACKNOWLEDGED;
  }
}
