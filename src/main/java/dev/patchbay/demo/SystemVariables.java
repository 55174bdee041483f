package dev.patchbay.demo;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The system variables of one stand-in: those that clients ask for, with plausible values. */
final class SystemVariables {
  private final Map<String, String> values;

  SystemVariables(String node, int index) {
    Map<String, String> map = new TreeMap<>(COMMON);
    map.put("hostname", node);
    map.put("wsrep_node_name", node);
    map.put("server_id", Integer.toString(index + 1));
    values = Collections.unmodifiableMap(map);
  }

  /**
   * The value of one variable.
   *
   * @param name with or without {@code @@} and {@code session.}, {@code global.} or {@code local.}
   */
  Optional<String> get(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("^@@", "");
    return Optional.ofNullable(values.get(plain.replaceFirst("^(session|global|local)\\.", "")));
  }

  /**
   * SHOW VARIABLES.
   *
   * @param patterns as LIKE takes them; none means all variables
   */
  ResultSet like(List<String> patterns) {
    ResultSet found = ResultSet.empty("Variable_name", "Value");
    for (Map.Entry<String, String> variable : values.entrySet()) {
      if (patterns.isEmpty()
          || patterns.stream().anyMatch(p -> Like.matches(p, variable.getKey()))) {
        found = found.plus(variable.getKey(), variable.getValue());
      }
    }
    return found;
  }

  static boolean isNumber(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("auto_increment_increment", "1"),
          Map.entry("auto_increment_offset", "1"),
          Map.entry("autocommit", "1"),
          Map.entry("character_set_client", "utf8mb4"),
          Map.entry("character_set_connection", "utf8mb4"),
          Map.entry("character_set_database", "utf8mb4"),
          Map.entry("character_set_results", "utf8mb4"),
          Map.entry("character_set_server", "utf8mb4"),
          Map.entry("character_set_system", "utf8mb3"),
          Map.entry("collation_connection", "utf8mb4_general_ci"),
          Map.entry("collation_database", "utf8mb4_general_ci"),
          Map.entry("collation_server", "utf8mb4_general_ci"),
          Map.entry("default_storage_engine", "InnoDB"),
          Map.entry("error_count", "0"),
          Map.entry("have_ssl", "DISABLED"),
          Map.entry("init_connect", ""),
          Map.entry("interactive_timeout", "28800"),
          Map.entry("last_insert_id", "0"),
          Map.entry("license", "Apache-2.0"),
          Map.entry("lower_case_table_names", "0"),
          Map.entry("max_allowed_packet", Integer.toString(PacketReader.MAX_PAYLOAD)),
          Map.entry("net_buffer_length", "16384"),
          Map.entry("net_read_timeout", "30"),
          Map.entry("net_write_timeout", "60"),
          Map.entry("performance_schema", "0"),
          Map.entry("protocol_version", "10"),
          Map.entry("query_cache_size", "0"),
          Map.entry("query_cache_type", "OFF"),
          Map.entry("read_only", "0"),
          Map.entry("sql_mode", "STRICT_TRANS_TABLES"),
          Map.entry("sql_safe_updates", "0"),
          Map.entry("sql_select_limit", "18446744073709551615"),
          Map.entry("system_time_zone", "UTC"),
          Map.entry("time_zone", "SYSTEM"),
          Map.entry("transaction_isolation", "REPEATABLE-READ"),
          Map.entry("transaction_read_only", "0"),
          Map.entry("tx_isolation", "REPEATABLE-READ"),
          Map.entry("tx_read_only", "0"),
          Map.entry("version", Greeting.VERSION),
          Map.entry("version_comment", "Patchbay demo, not a database"),
          Map.entry("version_compile_machine", "x86_64"),
          Map.entry("version_compile_os", "Linux"),
          Map.entry("wait_timeout", "28800"),
          Map.entry("warning_count", "0"),
          Map.entry("wsrep_cluster_name", "patchbay-demo"),
          Map.entry("wsrep_on", "ON"));
}
