# shellcheck shell=bash
# Requests, connections and bytes through each contestant. Sourced by acceptance/bench.

measure_web() {
  wanted requests || wanted single || wanted connections || return 0
  start_proxies "$web_port:$agent_port"
  ! wanted requests || in_rounds measure_requests
  ! wanted single || in_rounds measure_single
  ! wanted connections || in_rounds measure_connections
  stop_proxies
}

measure_requests() {
  run_wrk "$2" --threads 2 --connections 64
  record requests_64 "$1" "$2" "$per_second"
  record p50_64_us "$1" "$2" "$p50"
  record p99_64_us "$1" "$2" "$p99"
  [ "$2" = direct ] || record cpu_request_us "$1" "$2" "$cpu_micros"
}

measure_single() {
  run_wrk "$2" --threads 1 --connections 1
  record requests_1 "$1" "$2" "$per_second"
  record p50_1_us "$1" "$2" "$p50"
  record p99_1_us "$1" "$2" "$p99"
}

measure_connections() {
  run_wrk "$2" --threads 2 --connections 64 --header 'Connection: close'
  record connections "$1" "$2" "$per_second"
  [ "$2" = direct ] || record cpu_connection_us "$1" "$2" "$cpu_micros"
}

# Loads contestant $1; sets per_second, p50 and p99 (µs), and cpu_micros (the proxy's own, a request).
run_wrk() {
  local before log=$work/wrk.log errors count
  before=$(own_cpu "$1")
  bounded wrk --duration "${seconds}s" --latency "${@:2}" "http://127.0.0.1:${ports[$1]}/" >"$log" 2>&1 ||
    fail "wrk failed: $(<"$log")"
  read -r count per_second p50 p99 errors < <(read_wrk "$log")
  [ "$errors" = 0 ] || say "$1: wrk saw $errors errors: $(grep -E 'Socket errors|Non-2xx' "$log")"
  cpu_micros=$(awk -v ms="$(own_cpu "$1")" -v before="$before" -v n="$count" 'BEGIN { print (ms - before) * 1000 / n }')
}

# The CPU that the proxy itself has used so far, in milliseconds.
own_cpu() { if [ "$1" = direct ]; then echo 0; else cpu_millis "${pids[$1]}"; fi; }

# Prints requests, requests a second, median and 99th percentile in µs, and errors.
read_wrk() {
  awk '
    function micros(text) { return text * (text ~ /us$/ ? 1 : text ~ /ms$/ ? 1000 : 1000000) }
    $1 == "50%" { p50 = micros($2) }
    $1 == "99%" { p99 = micros($2) }
    $2 == "requests" { count = $1 }
    /^Requests\/sec:/ { rate = $2 }
    /Socket errors:/ { gsub(/[a-z,:]/, " "); errors += $2 + $3 + $4 + $5 }
    /Non-2xx/ { errors += $NF }
    END { print count, rate, p50, p99, errors + 0 }' "$1"
}

measure_bulk() {
  launch iperf3 iperf3 --server --forceflush --bind 127.0.0.1 --port "$bulk_port"
  # A bare connection would count as a test; it tells by its log.
  await iperf3 10 grep -q 'Server listening' "$work/iperf3.log"
  start_proxies "$bulk_port:$agent_port"
  in_rounds measure_stream
  stop_proxies
  stop iperf3
}

measure_stream() {
  local before bits bytes
  before=$(own_cpu "$2")
  bounded iperf3 --client 127.0.0.1 --port "${ports[$2]}" --time "$seconds" --json >"$work/iperf3.json" 2>&1 ||
    fail "iperf3 failed: $(<"$work/iperf3.json")"
  # What has come out at the far end.
  read -r bytes bits < <(awk '
    /"sum_received"/ { inside = 1 }
    inside && /"bytes"/ { bytes = $2 + 0 }
    inside && /"bits_per_second"/ { print bytes, $2 + 0; exit }' "$work/iperf3.json")
  record bulk_gbit "$1" "$2" "$(awk -v bits="$bits" 'BEGIN { print bits / 1e9 }')"
  [ "$2" = direct ] || record cpu_gb_s "$1" "$2" \
    "$(awk -v ms="$(own_cpu "$2")" -v before="$before" -v bytes="$bytes" 'BEGIN { print (ms - before) / 1000 / (bytes / 1e9) }')"
}
