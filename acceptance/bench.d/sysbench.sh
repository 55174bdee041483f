# shellcheck shell=bash
# Transactions of a real Galera cluster through each contestant. Sourced by acceptance/bench.

# shellcheck source=acceptance/lib/node.sh
app_password=$(. "$here/lib/node.sh" && echo "$app_password")
tables=(--tables=4 --table-size=10000)

measure_sysbench() {
  local -x PATCHBAY_GALERA_DIR=${PATCHBAY_GALERA_DIR:-/var/tmp/patchbay-bench}
  local -x PATCHBAY_GALERA_BASE_PORT=${PATCHBAY_GALERA_BASE_PORT:-$((base_port + 50))}
  [ ! -e "$PATCHBAY_GALERA_DIR" ] || fail "$PATCHBAY_GALERA_DIR is there: another cluster runs, or one was left (acceptance/galera down)"
  cluster_dir=$PATCHBAY_GALERA_DIR
  say "measure_sysbench: starting three Galera nodes"
  "$here/galera" up >&2
  local nodes
  mapfile -t nodes < <(nodes_by_index)
  say "measure_sysbench: filling the tables"
  ports[direct]=${nodes[0]%%:*}
  run_sysbench direct oltp_read_write prepare >"$work/sysbench.log" 2>&1 || fail "sysbench failed: $(<"$work/sysbench.log")"
  # The open nginx has no health checks, which nobody would do without here.
  local contestant with_checks=()
  for contestant in "${contestants[@]}"; do
    [ "$contestant" = nginx ] || with_checks+=("$contestant")
  done
  local contestants=("${with_checks[@]}")
  # shellcheck disable=SC2034 # of configure_patchbay
  local mysql_listener=${ports[aware]}
  start_proxies "${nodes[@]}"
  await_healthy
  in_rounds measure_point_select
  in_rounds measure_read_write
  ! takes_part patchbay || measure_aware
  stop_proxies
  "$here/galera" down
}

# Prints MYSQL-PORT:AGENT-PORT of each node, the one with the lowest wsrep_local_index first.
nodes_by_index() {
  local node
  for node in 0 1 2; do
    echo "$("$here/galera" sql "$node" "SHOW GLOBAL STATUS LIKE 'wsrep_local_index'" | cut -f 2)" \
      "$("$here/galera" port "$node"):$("$here/galera" agent-port "$node")"
  done | sort -n | cut -d ' ' -f 2
}

# All proxies lead to the same node, or they would not be compared.
await_healthy() {
  local contestant
  for contestant in "${contestants[@]}"; do
    [ "$contestant" = direct ] || await "$contestant" 20 reaches_first "$contestant"
  done
}

reaches_first() { [ "$(node_behind "$1")" = "$(node_behind direct)" ]; }

node_behind() {
  timeout 5 mariadb --no-defaults --protocol=tcp --host=127.0.0.1 --port="${ports[$1]}" --user=app --password="$app_password" \
    --batch --skip-column-names --execute='SELECT @@port'
}

measure_point_select() { measure_script "$@" oltp_point_select point_select; }
measure_read_write() { measure_script "$@" oltp_read_write read_write; }

# What it costs to follow the protocol: a listener that does, beside a raw one of the same process, and HAProxy.
measure_aware() {
  pids[aware]=${pids[patchbay]}
  await aware 20 reaches_first aware
  local rival contestants=(patchbay aware)
  for rival in haproxy haproxy3; do ! alive_contestant "$rival" || contestants+=("$rival"); done
  in_rounds measure_aware_select
  in_rounds measure_aware_write
}

alive_contestant() { [ -n "${pids[$1]:-}" ] && alive "${pids[$1]}"; }

measure_aware_select() { measure_script "$@" oltp_point_select aware_select; }
measure_aware_write() { measure_script "$@" oltp_read_write aware_write; }

measure_script() {
  local as=$2
  # Of these figures that of Patchbay is its listener that follows; the raw one stands beside it.
  case $4-$2 in
    aware_*-patchbay) as=raw ;;
    aware_*-aware) as=patchbay ;;
  esac
  local log=$work/sysbench.log rate p95
  run_sysbench "$2" "$3" run >"$log" 2>&1 || fail "sysbench failed: $(<"$log")"
  read -r rate p95 < <(awk '
    /transactions:/ { gsub(/[()]/, ""); rate = $3 }
    /95th percentile:/ { print rate, $3 }' "$log")
  record "$4" "$1" "$as" "$rate"
  record "$4_p95_ms" "$1" "$as" "$p95"
}

run_sysbench() {
  bounded sysbench "$2" --db-driver=mysql --mysql-host=127.0.0.1 --mysql-port="${ports[$1]}" --mysql-user=app \
    --mysql-password="$app_password" --mysql-db=app "${tables[@]}" --threads=16 --time="$seconds" "$3"
}
