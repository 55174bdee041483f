package dev.patchbay.agent;

import dev.patchbay.wire.Command;
import java.net.ProtocolException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server has to be asked for again and again, by names that it knows: what an operator sets
 * and a whole look judges by. No server has all of them.
 *
 * @param names of variables, in order; not empty
 * @param stallMillis how long its thread pool may let anybody wait; 0 without such a pool
 */
record ServerSwitches(List<String> names, int stallMillis) {
  private static final String POOL = "thread_handling";
  private static final String STALL = "thread_pool_stall_limit";

  /** The query whose reply tells which there are. */
  static final byte[] QUERY =
      Command.QUERY.payload(
          "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'pxc_maint_mode',"
              + " 'wsrep_desync', 'wsrep_reject_queries', '"
              + POOL
              + "', '"
              + STALL
              + "')");

  /**
   * Reads the reply to {@link #QUERY}.
   *
   * @return empty if the server does not tell
   * @throws ProtocolException if the rows are not of two columns
   */
  static Optional<ServerSwitches> of(TextReply reply) throws ProtocolException {
    Map<String, String> values = reply.namesAndValues();
    boolean pool = "pool-of-threads".equals(values.remove(POOL));
    String stall = values.remove(STALL);
    int millis = pool && stall != null && stall.matches("\\d{1,6}") ? Integer.parseInt(stall) : 0;
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServerSwitches(List.copyOf(values.keySet()), millis));
  }

  /**
   * The question for their values: a SHOW makes a table of some hundred variables each time, this
   * makes nothing.
   */
  byte[] select() {
    return Command.QUERY.payload(
        "SELECT CONCAT_WS(' ', "
            + String.join(", ", names.stream().map(name -> "@@GLOBAL." + name).toList())
            + ")");
  }
}
