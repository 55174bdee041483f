package dev.patchbay.chaos;

/**
 * One row as a node has it at the end.
 *
 * @param id of the write that it belongs to
 * @param part which of the write's rows, from 0
 * @param node the server that took the write, by its own name
 * @param written microseconds since 1970 by that server's clock: when it took the write
 */
record Row(long id, int part, String node, long written) {}
