# shellcheck shell=bash
# One MariaDB node: its ports, its files, its process. Sourced by acceptance/galera, which sets
# $state (directory of the whole cluster) and $base_port.

nodes=(0 1 2)
app_password=app-password
agent_password=agent-password

# Ten ports a node: MySQL, group communication, incremental and full state transfer, health agent.
mysql_port() { echo $((base_port + 10 * $1)); }
group_port() { echo $((base_port + 10 * $1 + 1)); }
ist_port() { echo $((base_port + 10 * $1 + 2)); }
sst_port() { echo $((base_port + 10 * $1 + 3)); }
agent_port() { echo $((base_port + 10 * $1 + 4)); }

node_dir() { echo "$state/node$1"; }

# With PATCHBAY_GALERA_LAN=PREFIX each node is on a machine of its own, see lan.sh; a file names its address if it
# has moved. Sets at to the words that run a command there.
lan=${PATCHBAY_GALERA_LAN:-}
address() {
  if [ -z "$lan" ]; then
    echo 127.0.0.1
  else
    cat -- "$state/address$1" 2>/dev/null || lan_address "node$1"
  fi
}
machine() {
  at=()
  [ -z "$lan" ] || at=(ip netns exec "$lan-node$1")
}

# On a machine of its own nobody else takes ports.
port_taken() { [ -z "$lan" ] && (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A process that has ended may stay as a zombie for a while.
alive() { grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null; }

# Whether the process with pid $1 has $2 among its arguments. In the moment of an exec it has none at all.
has_argument() {
  local arguments try
  for ((try = 0; try < 50; try++)); do
    alive "$1" || return 1
    arguments=$(tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline") || return 1
    if [ -n "$arguments" ]; then
      grep -qxF -- "$2" <<<"$arguments"
      return
    fi
    sleep 0.02
  done
  return 1
}

# Prints the pid recorded in file $1 if it is still the process with $2 among its arguments.
live_pid() {
  local pid
  [ -r "$1" ] || return 1
  pid=$(<"$1")
  has_argument "$pid" "$2" || return 1
  echo "$pid"
}

mariadbd_pid() { live_pid "$(node_dir "$1")/mariadbd.pid" "--datadir=$(node_dir "$1")/data"; }

is_frozen() { grep -q '^State:.*(stopped)' "/proc/$(mariadbd_pid "$1")/status" 2>/dev/null; }

# A root shell may read and write anything; mariadbd and the rsync it starts insist on another user.
as_mysql=()
[ "$(id -u)" != 0 ] || as_mysql=(setpriv --reuid=mysql --regid=mysql --init-groups)

# Runs SQL on node $1 as its administrator, over its socket. Gives up after a few seconds.
sql() {
  timeout 10 mariadb --no-defaults --socket="$(node_dir "$1")/mariadbd.sock" --user="$(id -un)" \
    --connect-timeout=2 --batch --skip-column-names --execute="$2"
}

wsrep_status() { sql "$1" "SHOW GLOBAL STATUS LIKE 'wsrep_$2'" 2>/dev/null | cut -f 2; }

# The certificate that clients are offered; copies between nodes stay as they are.
tls=${PATCHBAY_GALERA_TLS:-}

write_config() {
  local dir peers node
  dir=$(node_dir "$1")
  peers=
  for node in "${nodes[@]}"; do peers+=,$(address "$node"):$(group_port "$node"); done
  cat >"$dir/my.cnf" <<CNF
[mariadbd]
port=$(mysql_port "$1")
bind_address=$(address "$1")
socket=$dir/mariadbd.sock
pid_file=$dir/data/mariadbd.pid
log_error=$dir/mariadbd.log
skip_name_resolve=ON
max_connections=1500
performance_schema=OFF
# The tests' idle connections have not logged in.
connect_timeout=3600
innodb_buffer_pool_size=32M
loose_innodb_buffer_pool_size_max=32M
innodb_log_file_size=32M
# What the kernel has taken over survives a kill -9 of the server.
innodb_flush_log_at_trx_commit=2
innodb_autoinc_lock_mode=2
default_storage_engine=InnoDB
binlog_format=ROW
ssl_cert=$dir/server.crt
ssl_key=$dir/server.key
# Then it asks for clients' certificates, and sysbench always has one: this one.
${tls:+ssl_ca=$dir/server.crt}

wsrep_on=ON
wsrep_provider=$(galera_library)
wsrep_cluster_name=patchbay_$base_port
wsrep_cluster_address=gcomm://${peers#,}
wsrep_node_name=node$1
wsrep_node_address=$(address "$1")
wsrep_sst_method=rsync
wsrep_sst_receive_address=$(address "$1"):$(sst_port "$1")
# A lost node is noticed in seconds: the tests wait for it often.
wsrep_provider_options=gmcast.listen_addr=tcp://$(address "$1"):$(group_port "$1");ist.recv_addr=$(address "$1"):$(ist_port "$1");gcache.size=32M;gmcast.peer_timeout=PT2S;evs.keepalive_period=PT0.5S;evs.inactive_check_period=PT0.5S;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;evs.install_timeout=PT4S

[sst]
# Certificates are for clients; the nodes copy as they are, without stunnel.
ssl_mode=DISABLED
CNF
}

galera_library() {
  local file
  for file in /usr/lib/galera/libgalera_smm.so /usr/lib64/galera*/libgalera_smm.so /usr/lib/libgalera_smm.so; do
    if [ -f "$file" ]; then
      echo "$file"
      return
    fi
  done
  fail "libgalera_smm.so was not found: run acceptance/install"
}

# Starts the mariadbd of node $1 with the further arguments; does not wait for it.
spawn_mariadbd() {
  local dir port at
  dir=$(node_dir "$1")
  for port in "$(mysql_port "$1")" "$(group_port "$1")" "$(ist_port "$1")" "$(sst_port "$1")"; do
    ! port_taken "$port" || fail "port $port of node $1 is in use: set PATCHBAY_GALERA_BASE_PORT to 30 free ports"
  done
  [ -z "$lan" ] || write_config "$1" # its address may be another one now
  # A session of its own, so that Ctrl-C in the terminal does not reach it.
  machine "$1"
  "${at[@]}" "${as_mysql[@]}" setsid mariadbd --defaults-file="$dir/my.cnf" --datadir="$dir/data" \
    --loose-wsrep-status-file="$(status_file "$1")" \
    ${PATCHBAY_GALERA_DONOR:+"--wsrep_sst_donor=$PATCHBAY_GALERA_DONOR"} "${@:2}" \
    </dev/null >>"$dir/mariadbd.out" 2>&1 9<&- &
  echo $! >"$dir/mariadbd.pid"
  # Until then it is a copy of this shell.
  until mariadbd_pid "$1" >/dev/null || ! alive $!; do sleep 0.02; done
}

# Where the server of node $1 writes its Galera state, if it knows how to.
status_file() { echo "$(node_dir "$1")/data/wsrep-status.json"; }

# Prints the position that node $1 has reached, as GROUP:NUMBER; nothing when it has no data.
recovered_position() {
  local dir log
  dir=$(node_dir "$1")
  [ -d "$dir/data/mysql" ] || return 0
  log=$dir/recover.log
  rm -f -- "$log"
  "${as_mysql[@]}" mariadbd --defaults-file="$dir/my.cnf" --datadir="$dir/data" --log-error="$log" \
    --wsrep-recover >/dev/null 2>&1 || true
  sed -n 's/.*WSREP: Recovered position: \(.*\)/\1/p' "$log" | tail -n 1
}

# Has the mariadbd with pid $1 end in its own time, two minutes at the most, and waits until it is gone.
end_and_wait() {
  local try
  kill -TERM "$1"
  for ((try = 0; try < 1200; try++)); do
    alive "$1" || return 0
    sleep 0.1
  done
  fail "process $1 does not end"
}

# Stops the process with pid $1, a mariadbd's or an agent's, and waits until it is gone.
kill_and_wait() {
  local try
  kill -KILL "$1" 2>/dev/null || true
  for ((try = 0; try < 100; try++)); do
    alive "$1" || return 0
    sleep 0.05
  done
  fail "process $1 does not end"
}
