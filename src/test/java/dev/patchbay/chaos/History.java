package dev.patchbay.chaos;

import java.util.List;
import java.util.Map;

/**
 * All that is known of a run: what the clients tried, what the surviving nodes have, and when
 * something was broken.
 *
 * @param rows by node
 */
record History(List<Attempt> attempts, Map<String, List<Row>> rows, List<Window> windows) {}
