# shellcheck shell=bash
# The proxies that are compared, and what stands behind them. Sourced by acceptance/bench.

web_port=$base_port
agent_port=$((base_port + 1))
bulk_port=$((base_port + 2))
# Those of the contestants; a Patchbay has three more for its web side. "aware" is Patchbay's listener that follows
# MySQL's protocol.
declare -A ports=([haproxy]=$((base_port + 10)) [nginx]=$((base_port + 11)) [patchbay]=$((base_port + 12))
  [haproxy3]=$((base_port + 16)) [before]=$((base_port + 17)) [aware]=$((base_port + 30)))
max_sessions=6000

# Prints template $1 with each further NAME VALUE put in place of @NAME@.
render() {
  local text
  text=$(<"$here/bench.d/$1")
  shift
  for (( ; $#; )); do
    text=${text//"@$1@"/$2}
    shift 2
  done
  echo "$text"
}

start_backend() {
  ! port_taken "$web_port" || fail "port $web_port is in use: set PATCHBAY_BENCH_BASE_PORT to 100 free ports"
  render backend.conf DIR "$work" WEB "$web_port" AGENT "$agent_port" >"$work/backend.conf"
  launch backend nginx -p "$work" -e "$work/backend.error.log" -c "$work/backend.conf" -g 'daemon off;'
  await backend 10 port_taken "$web_port"
}

# Starts the proxies that take part before the nodes given as MYSQL-PORT:AGENT-PORT, the first the active one.
start_proxies() {
  ports[direct]=${1%%:*}
  local contestant
  for contestant in "${contestants[@]}"; do
    [ "$contestant" = direct ] || "start_$contestant" "$@"
  done
}

stop_proxies() { stop haproxy haproxy3 nginx patchbay before; }

start_haproxy() {
  configure_haproxy haproxy "$@"
  launch haproxy haproxy -db -f "$work/haproxy.cfg"
  await haproxy 10 port_taken "${ports[haproxy]}"
}

# The same configuration for another version, in the directory that it was installed to.
start_haproxy3() {
  configure_haproxy haproxy3 "$@"
  cp -- "$work/haproxy3.cfg" "$haproxy3_dir/"
  launch haproxy3 chroot "$haproxy3_dir" haproxy -db -f /haproxy3.cfg
  await haproxy3 10 port_taken "${ports[haproxy3]}"
}

configure_haproxy() {
  local who=$1
  shift
  local node number=0 servers=
  for node in "$@"; do
    servers+="  server node$number 127.0.0.1:${node%%:*} check port ${node##*:}"
    ((number == 0)) || servers+=" backup"
    servers+=$'\n'
    number=$((number + 1))
  done
  render haproxy.cfg LISTEN "${ports[$who]}" SESSIONS "$max_sessions" SERVERS "$servers" >"$work/$who.cfg"
}

start_nginx() {
  local module=
  [ ! -f "$nginx_stream_module" ] || module="load_module $nginx_stream_module;"
  render nginx.conf MODULE "$module" DIR "$work" LISTEN "${ports[nginx]}" UPSTREAM "${1%%:*}" >"$work/nginx.conf"
  launch nginx nginx -p "$work" -e "$work/nginx.error.log" -c "$work/nginx.conf" -g 'daemon off;'
  await nginx 10 port_taken "${ports[nginx]}"
}

start_patchbay() { start_tree patchbay "$root" "$@"; }
start_before() { start_tree before "$before_dir" "$@"; }

# Starts the Patchbay of source tree $2 as contestant $1 before the nodes given.
start_tree() {
  configure_patchbay "$1" "${@:3}"
  launch "$1" "$2/patchbay" "-configPath=$work/$1.yml"
  await "$1" 30 grep -q 'Proxy started' "$work/$1.log"
  await "$1" 30 grep -q 'New active backend' "$work/$1.log"
}

configure_patchbay() {
  local node number=0 backends= listeners= transport= who=$1
  shift
  local tls=${listener_tls:+", TLS: {$listener_tls}"}
  [ "$who" != patchbay ] || [ -z "${mysql_listener:-}" ] ||
    listeners="Listeners: [{Name: aware, Port: $mysql_listener, Protocol: mysql$tls}]"
  [ "$who" != patchbay ] || [ -z "$io_uring" ] || transport="  IoUring: true"
  for node in "$@"; do
    backends+="    - {Name: node$number, Host: 127.0.0.1, Port: ${node%%:*},"
    backends+=" StatusPort: ${node##*:}, StatusEndpoint: api/v1/status}"$'\n'
    number=$((number + 1))
  done
  local port=${ports[$who]}
  render patchbay.yml LISTEN "$port" TRANSPORT "$transport" LISTENERS "$listeners" BACKENDS "$backends" \
    API $((port + 1)) AGGREGATOR $((port + 2)) HEALTH $((port + 3)) >"$work/$who.yml"
}

# Runs "$@ ROUND CONTESTANT" for each, in an order that is another each round: what the machine does
# beside us, and what the one leaves behind for the next, shall not always hit the same.
in_turn() {
  local round=$1 count=${#contestants[@]} i
  for ((i = 0; i < count; i++)); do "${@:2}" "$round" "${contestants[(i + round) % count]}"; done
}

# Runs "$@ ROUND CONTESTANT" for each in rounds.
in_rounds() {
  local round
  warm_up "$@"
  for ((round = 1; round <= rounds; round++)); do
    say "$1: round $round of $rounds"
    in_turn "$round" attempt "$@"
  done
}

# Runs "$@", a measurement of the contestant named last, in a shell of its own: where it fails, that is said, and
# the others have their turn.
attempt() {
  local status who=${*: -1} round=${*: -2:1}
  # In a condition nothing of it would end at its first fault.
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  [ "$status" != 0 ] || return 0
  ((status < 128)) || exit "$status" # interrupted
  failures+=("$1 of $who, round $round: see above")
  say "$1 of $who failed in round $round, see above; going on with the others"
  [ "$who" = direct ] || alive "${pids[$who]}" || {
    say "$who does not run any more; the end of its log:"
    tail -n 20 -- "$work/$who.log" >&2
  }
}

# A proxy runs for weeks, and a JVM compiles in its first seconds: those are not what is compared.
warm_up() {
  local raw=/dev/null run who
  say "$1: warming up"
  for who in patchbay before aware; do
    takes_part "$who" || continue
    for run in 1 2 3; do attempt "$@" "$run" "$who"; done
  done
}
