# shellcheck shell=bash
# How long a failover takes, between stand-in nodes. Sourced by acceptance/bench.

failover_ports=$((base_port + 20)) # node 0, its agent, node 1, its agent

measure_failover() {
  takes_part patchbay || return 0
  local port=$failover_ports most=$((rounds < 3 ? rounds : 3)) figure round contestant value
  launch failover java_load FailoverTimes "${ports[patchbay]}" "$port" $((port + 1)) $((port + 2)) $((port + 3)) \
    "$most" 503,refused,hang,killed 1,1000,5000
  await failover 10 grep -qx listening "$work/failover.log"
  start_patchbay "$port:$((port + 1))" "$((port + 2)):$((port + 3))"
  while read -r figure round contestant value; do
    case $figure in
      listening) ;;
      failover_*_first) say "measure_failover: ${figure%_first}, round $round of $most" ;;&
      failover_*) record "$figure" "$round" "$contestant" "$value" ;;
      *) say "$figure $round $contestant $value" ;;
    esac
  done < <(tail --pid="${pids[failover]}" -n +1 -f "$work/failover.log")
  wait "${pids[failover]}" || fail "timing failovers failed, see above"
  stop failover patchbay
}
