# shellcheck shell=bash
# The three nodes as one cluster: birth, death and rebirth. Sourced by acceptance/galera after node.sh.

agent_path=/api/v1/status

node_running() { mariadbd_pid "$1" >/dev/null; }

any_node_running() {
  local node
  for node in "${nodes[@]}"; do
    if node_running "$node"; then return 0; fi
  done
  return 1
}

up() {
  local node
  command -v mariadbd >/dev/null || fail "mariadbd was not found: run acceptance/install"
  make_state
  for node in "${nodes[@]}"; do start_server "$node"; done
  for node in "${nodes[@]}"; do await_synced "$node"; done
  [ "$agents" = off ] || start_agents
  say "up: MySQL ports $(mysql_port 0), $(mysql_port 1), $(mysql_port 2)"
}

# With PATCHBAY_GALERA_DISK_MIB each node's data is on a disk of that size, so that it can be filled.
disk_mib=${PATCHBAY_GALERA_DISK_MIB:-}

remove_dir() {
  ! mountpoint -q "$1/data" 2>/dev/null || umount -l -- "$1/data"
  rm -rf -- "$1"
}

# Empty nodes, and the first data in node 0; the others copy it from there.
make_state() {
  local node dir
  ! [ -e "$state/made" ] || return 0
  say "making the data of node 0 in $state"
  make_authority
  for node in "${nodes[@]}"; do
    dir=$(node_dir "$node")
    remove_dir "$dir"
    mkdir -p -- "$dir/data"
    [ -z "$disk_mib" ] || mount -t tmpfs -o "size=${disk_mib}m" tmpfs "$dir/data"
    : >"$dir/mariadbd.log"
    if [ -n "$tls" ]; then
      cp -- "$tls/server.crt" "$tls/server.key" "$dir/"
    else
      make_certificate "$node"
    fi
    [ "$(id -u)" != 0 ] || chown -R mysql:mysql -- "$dir"
    write_config "$node"
  done
  dir=$(node_dir 0)
  "${as_mysql[@]}" mariadb-install-db --no-defaults --datadir="$dir/data" --skip-test-db --skip-name-resolve \
    --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" >"$dir/install.log" 2>&1 ||
    fail "mariadb-install-db failed: $(tail -n 5 "$dir/install.log")"
  start_server 0 --wsrep-new-cluster
  await_synced 0
  sql 0 "CREATE DATABASE app;
    CREATE USER 'app'@'%' IDENTIFIED BY '$app_password';
    GRANT ALL ON app.* TO 'app'@'%';
    -- Status and variables may be read by anyone who may log in.
    CREATE USER 'galera-agent'@'%' IDENTIFIED BY '$agent_password';"
  touch -- "$state/made"
}

# Starts the server of node $1 if it does not run; does not wait for it.
start_server() {
  ! node_running "$1" || return 0
  if [ $# = 1 ] && ! any_node_running; then
    bootstrap
    ! node_running "$1" || return 0
  fi
  # Full state transfers one after another: a donor serves only one node at a time.
  local node position
  for node in "${nodes[@]}"; do
    if [ "$node" != "$1" ] && node_running "$node" && ! is_frozen "$node"; then await_ready "$node"; fi
  done
  await_forgotten "$1"
  say "starting node $1"
  # With a position it asks for the transactions it has missed; without one it would copy everything.
  position=$(recovered_position "$1")
  spawn_mariadbd "$@" ${position:+"--wsrep_start_position=$position"}
}

# All servers are down: the node that has seen the most begins a new primary component.
bootstrap() {
  local node position best=0 most=-1
  for node in "${nodes[@]}"; do
    position=$(recovered_position "$node")
    position=${position##*:}
    [[ $position =~ ^[0-9]+$ ]] || continue # it was killed while it copied everything
    if [ "$position" -gt "$most" ]; then
      most=$position
      best=$node
    fi
    # Else it would first look for the group that it was in.
    rm -f -- "$(node_dir "$node")/data/gvwstate.dat"
  done
  [ "$most" -ge 0 ] || fail "no node has data to begin a new group with; acceptance/galera down, then up"
  say "no node is running: a new group from node $best, at position $most"
  # Galera sets this flag only for a node that was stopped last; we have compared all of them.
  sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' "$(node_dir "$best")/data/grastate.dat"
  start_server "$best" --wsrep-new-cluster
  await_synced "$best"
}

start() {
  [ -e "$state/made" ] || fail "there is no cluster in $state: acceptance/galera up"
  start_server "$1"
  await_synced "$1"
  [ "$agents" = off ] || start_agents
}

lose_data() {
  ! node_running "$1" || fail "node $1 is running"
  find "$(node_dir "$1")/data" -mindepth 1 -delete
}

# Prints the nodes beside node $1 whose servers run and are not frozen.
others_of() {
  local node
  for node in "${nodes[@]}"; do
    if [ "$node" != "$1" ] && node_running "$node" && ! is_frozen "$node"; then echo "$node"; fi
  done
}

# Waits until the group goes on without node $1, for 15 s at the most. A server that was killed and knocks again before that can cost the
# others their primary component for a moment (docs/reliability.md, "rejoin"), and every session its node.
await_forgotten() {
  local node others deadline=$((SECONDS + 15))
  mapfile -t others < <(others_of "$1")
  for node in "${others[@]}"; do
    until [ "$(wsrep_status "$node" cluster_size || echo 0)" -le "${#others[@]}" ] 2>/dev/null || ((SECONDS >= deadline)); do sleep 0.1; done
  done
}

# Waits until node $1 answers, in whatever state of the group: at least it asks for no transfer any more.
await_ready() { await "$1" "answers" local_state_comment '^(Synced|Donor.*|Initialized)$'; }

await_synced() {
  await "$1" "is primary" cluster_status '^Primary$'
  await "$1" "is synced" local_state_comment '^Synced$'
}

# Waits until the wsrep status $3 of node $1 matches $4; fails with the end of the node's log.
await() {
  local deadline=$((SECONDS + 120)) problem
  while node_running "$1"; do
    [[ ! $(wsrep_status "$1" "$3") =~ $4 ]] || return 0
    if ((SECONDS > deadline)); then break; fi
    sleep 0.1
  done
  problem="within 120 s"
  node_running "$1" || problem="because its server ended"
  tail -n 25 -- "$(node_dir "$1")/mariadbd.log" "$(node_dir "$1")/mariadbd.out" >&2 || true
  fail "node $1 never reached '$2' $problem; the end of its logs is above"
}

partition() {
  running "$1" >/dev/null
  sql "$1" "SET GLOBAL wsrep_provider_options='gmcast.isolate=1'"
  await "$1" "is not primary" cluster_status '^non-Primary$'
}

heal() {
  running "$1" >/dev/null
  sql "$1" "SET GLOBAL wsrep_provider_options='gmcast.isolate=0'"
  await_synced "$1"
}

# Waits until the group that the others have made without node $1 is five seconds old. One that is heard again in the very second in which they
# forget it can cost them their primary component for some seconds, as one that is started too soon does.
# A server writes gvwstate.dat anew with each primary group that it is in.
await_settled() {
  local node made
  await_forgotten "$1" # before that, the file tells of the group with it
  for node in $(others_of "$1"); do
    while made=$(stat -c %Y "$(node_dir "$node")/data/gvwstate.dat" 2>/dev/null) && ((EPOCHSECONDS - made < 5)); do sleep 0.1; done
  done
}

# A node that was frozen does not know yet that the others have gone on without it.
thaw() {
  local pid node deadline=$((SECONDS + 120))
  pid=$(running "$1")
  await_settled "$1"
  kill -CONT "$pid"
  for node in $(others_of "$1"); do
    [ "$(wsrep_status "$node" cluster_status)" = Primary ] || continue
    until [ "$(wsrep_status "$1" cluster_conf_id)" = "$(wsrep_status "$node" cluster_conf_id)" ]; do
      ((SECONDS < deadline)) || fail "node $1 did not find back to node $node within 120 s"
      sleep 0.1
    done
    await_synced "$1"
  done
}

agent_pid() { live_pid "$(node_dir "$1")/agent.pid" agent; }

agent_answer() {
  local at
  machine "$1"
  "${at[@]}" curl -s --max-time "$2" "http://$(address "$1"):$(agent_port "$1")$agent_path" 2>/dev/null
}

start_agents() {
  local node dir deadline at missing=
  for node in "${nodes[@]}"; do agent_pid "$node" >/dev/null || missing+=" $node"; done
  # Builds the jar if need be, once and in sight.
  [ -z "$missing" ] || "$here/../patchbay" --version >/dev/null
  deadline=$((SECONDS + 30))
  for node in $missing; do
    dir=$(node_dir "$node")
    ! port_taken "$(agent_port "$node")" || fail "port $(agent_port "$node") of the agent of node $node is in use"
    # A donor of missed transactions goes on serving; it shall not lose its sessions to a node's return.
    local donors=(--available-when-donor)
    [ "$agents" != strict ] || donors=()
    machine "$node"
    MYSQL_PASSWORD=$agent_password setsid "${at[@]}" "$here/../patchbay" agent \
      --bind "$(address "$node")" --port "$(agent_port "$node")" \
      --mysql-host "$(address "$node")" --mysql-port "$(mysql_port "$node")" --mysql-user galera-agent "${donors[@]}" \
      --wsrep-status-file "$(status_file "$node")" \
      </dev/null >>"$dir/agent.log" 2>&1 9<&- &
    echo $! >"$dir/agent.pid"
  done
  for node in "${nodes[@]}"; do
    until agent_answer "$node" 2 >/dev/null; do
      if ((SECONDS > deadline)) || ! alive "$(<"$(node_dir "$node")/agent.pid")"; then
        tail -n 25 -- "$(node_dir "$node")/agent.log" >&2
        fail "the agent of node $node does not answer; the end of its log is above"
      fi
      sleep 0.1
    done
  done
}

down() {
  local node pid
  for node in "${nodes[@]}"; do
    for pid in $(agent_pid "$node") $(mariadbd_pid "$node") $(transfer_pids "$node"); do kill_and_wait "$pid"; done
  done
  # Whoever waits for the lock finds an empty directory.
  for node in "${nodes[@]}"; do remove_dir "$(node_dir "$node")"; done
  rm -rf -- "$state/made" "$state"/address[0-2] "$state"/ca.{crt,key}
  rmdir -- "$state" 2>/dev/null || true
  say "down"
}

# State transfers that a killed server of node $1 has left behind.
transfer_pids() {
  local file
  for file in /proc/[0-9]*/comm; do
    case $(cat "$file" 2>/dev/null) in
      rsync | wsrep_sst_rsync)
        if tr '\0' '\n' 2>/dev/null <"${file%comm}cmdline" | grep -qF -- "$(node_dir "$1")/"; then
          basename "${file%/comm}"
        fi
        ;;
    esac
  done
}

status() {
  local node pid answer format='%-5s %-8s %-16s %-6s %-12s %-5s %s\n'
  # shellcheck disable=SC2059 # the format is ours
  printf "$format" NODE PID STATE INDEX CLUSTER SIZE AGENT
  for node in "${nodes[@]}"; do
    answer=$(agent_answer "$node" 3 || echo "no answer")
    if ! pid=$(mariadbd_pid "$node"); then
      set -- - stopped - - -
    elif is_frozen "$node"; then
      set -- "$pid" frozen - - -
    else
      set -- "$pid" "$(wsrep_status "$node" local_state_comment)" "$(wsrep_status "$node" local_index)" \
        "$(wsrep_status "$node" cluster_status)" "$(wsrep_status "$node" cluster_size)"
    fi
    # shellcheck disable=SC2059
    printf "$format" "$node" "$1" "${2:-no answer}" "${3:--}" "${4:--}" "${5:--}" "$answer"
  done
}
