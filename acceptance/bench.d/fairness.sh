# shellcheck shell=bash
# How long small requests wait while others read in bulk through the same proxy. Sourced by acceptance/bench.

fairness_port=$((base_port + 3))

measure_fairness() {
  local jvm=("${jvm[@]}")
  # Threads that must not wait for a processor: see Priority.java. Only root can have them.
  [ "$(id -u)" != 0 ] || jvm+=(-XX:ThreadPriorityPolicy=1)
  launch node java_load BulkNode "$fairness_port"
  await node 10 grep -qx listening "$work/node.log"
  start_proxies "$fairness_port:$agent_port"
  in_rounds measure_beside_bulk
  stop_proxies
  stop node
}

measure_beside_bulk() {
  local figure value log=$work/fairness.log
  bounded "${jvm[@]}" "$load_package.Fairness" "${ports[$2]}" "$seconds" >"$log" 2>&1 || fail "$2: the load failed: $(<"$log")"
  while read -r figure value; do
    # Whatever else a JVM says is none.
    [[ $figure != fair_* ]] || record "$figure" "$1" "$2" "$value"
  done <"$log"
}
