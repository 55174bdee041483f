# shellcheck shell=bash
# Transactions of a real Galera cluster through each contestant. Sourced by acceptance/bench.

# shellcheck source=acceptance/lib/node.sh
app_password=$(. "$here/lib/node.sh" && echo "$app_password")
tables=(--tables=4 --table-size=10000)
# Who asks, and with what more; see measure_tls.
app_user=app
sysbench_tls=()
mariadb_tls=()
tls_dir=$work/tls

measure_sysbench() {
  local -x PATCHBAY_GALERA_DIR=${PATCHBAY_GALERA_DIR:-/var/tmp/patchbay-bench}
  local -x PATCHBAY_GALERA_BASE_PORT=${PATCHBAY_GALERA_BASE_PORT:-$((base_port + 50))}
  [ ! -e "$PATCHBAY_GALERA_DIR" ] || fail "$PATCHBAY_GALERA_DIR is there: another cluster runs, or one was left (acceptance/galera down)"
  cluster_dir=$PATCHBAY_GALERA_DIR
  make_certificate
  local -x PATCHBAY_GALERA_TLS=$tls_dir
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
  if takes_part patchbay; then
    measure_aware
    measure_tls "${nodes[@]}"
  fi
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

reaches_first() {
  local first
  first=$(node_behind direct) && [ "$(node_behind "$1")" = "$first" ]
}

node_behind() {
  timeout 5 mariadb --no-defaults --protocol=tcp --host=127.0.0.1 --port="${ports[$1]}" "${mariadb_tls[@]}" --user="$app_user" \
    --password="$app_password" --batch --skip-column-names --execute='SELECT @@port'
}

measure_point_select() { measure_script "$@" oltp_point_select point_select; }
measure_read_write() { measure_script "$@" oltp_read_write read_write; }

# What it costs to follow the protocol: a listener that does, beside a raw one of the same process, and HAProxy.
measure_aware() {
  local contestants
  mapfile -t contestants < <(beside_aware patchbay)
  pids[aware]=${pids[patchbay]}
  await_healthy
  in_rounds measure_aware_select
  in_rounds measure_aware_write
}

# The same with clients that come by TLS. It ends at the listener that follows, which meets the node by TLS of its own;
# through all others client and node have it with each other. The Patchbay before the nodes given starts anew, so that
# what is above is measured without.
measure_tls() {
  local contestants app_user=app_tls sysbench_tls=(--mysql-ssl=on) mariadb_tls=(--ssl --ssl-ca="$tls_dir/cacert.pem")
  # shellcheck disable=SC2034 # of configure_patchbay
  local listener_tls="Enabled: true, Certificate: $tls_dir/server.crt, PrivateKey: $tls_dir/server.key, NodeCA: $tls_dir/cacert.pem"
  # An account that the node lets in by TLS only: nobody is measured in plain.
  "$here/galera" sql 0 "CREATE USER app_tls@'%' IDENTIFIED BY '$app_password' REQUIRE SSL; GRANT ALL ON app.* TO app_tls@'%'"
  mapfile -t contestants < <(beside_aware direct patchbay)
  stop patchbay
  start_patchbay "$@"
  pids[aware]=${pids[patchbay]}
  await_healthy
  in_rounds measure_tls_select
  in_rounds measure_tls_write
}

# One for everybody, its own authority, under the names that sysbench looks for where it runs.
make_certificate() {
  mkdir -p -- "$tls_dir"
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=bench -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$tls_dir/server.key" -out "$tls_dir/server.crt" 2>"$work/openssl.log" || fail "openssl failed: $(<"$work/openssl.log")"
  ln -s server.crt "$tls_dir/cacert.pem"
  ln -s server.crt "$tls_dir/client-cert.pem"
  ln -s server.key "$tls_dir/client-key.pem"
}

# Prints the words, and who else is measured beside them.
beside_aware() {
  local rival
  printf '%s\n' "$@" aware
  for rival in haproxy haproxy3; do ! alive_contestant "$rival" || echo "$rival"; done
}

alive_contestant() { [ -n "${pids[$1]:-}" ] && alive "${pids[$1]}"; }

measure_aware_select() { measure_script "$@" oltp_point_select aware_select; }
measure_aware_write() { measure_script "$@" oltp_read_write aware_write; }
measure_tls_select() { measure_script "$@" oltp_point_select tls_select; }
measure_tls_write() { measure_script "$@" oltp_read_write tls_write; }

measure_script() {
  local as=$2
  # Of these figures that of Patchbay is its listener that follows; the raw one stands beside it.
  case $4-$2 in
    aware_*-patchbay | tls_*-patchbay) as=raw ;;
    *-aware) as=patchbay ;;
  esac
  local log=$work/sysbench.log rate p95
  # On a machine that stood still for a moment the nodes may have lost their group, and the proxies their node.
  await_healthy
  run_sysbench "$2" "$3" run >"$log" 2>&1 || fail "sysbench failed: $(<"$log")"
  read -r rate p95 < <(awk '
    /transactions:/ { gsub(/[()]/, ""); rate = $3 }
    /95th percentile:/ { print rate, $3 }' "$log")
  record "$4" "$1" "$as" "$rate"
  record "$4_p95_ms" "$1" "$as" "$p95"
}

run_sysbench() {
  (
    cd -- "$tls_dir"
    bounded sysbench "$2" --db-driver=mysql --mysql-host=127.0.0.1 --mysql-port="${ports[$1]}" "${sysbench_tls[@]}" \
      --mysql-user="$app_user" --mysql-password="$app_password" --mysql-db=app "${tables[@]}" --threads=16 --time="$seconds" "$3"
  )
}
