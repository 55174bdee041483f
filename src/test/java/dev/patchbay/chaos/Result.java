package dev.patchbay.chaos;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was measured of one play of a fault.
 *
 * @param fault as it is called on a command line
 * @param former the node that was to be left; empty where none was
 * @param cutMillis from the fault to the end of the last session that was to end; empty if none was
 * @param answerMillis from the fault to the moment when every client had had an answer again; of a
 *     fault that must disturb nobody, or that may come and go, the longest time that a client was
 *     without an answer
 * @param errors of all clients
 * @param clients how many there are
 * @param sessionsLeft on the node that was left, over both proxies, once traffic had moved
 * @param windows in which it happened; empty where nobody may notice
 */
record Result(
    String fault,
    String former,
    OptionalDouble cutMillis,
    OptionalDouble answerMillis,
    int errors,
    int clients,
    int sessionsLeft,
    List<Window> windows) {}
