# shellcheck shell=bash
# Resident memory of each proxy at start, and what idle sessions add to it. Sourced by acceptance/bench.

idle_few=1000
idle_many=4000
load_package=dev.patchbay.bench.load

measure_idle() {
  local round most=$((rounds < 3 ? rounds : 3))
  for ((round = 1; round <= most; round++)); do
    say "measure_idle: round $round of $most"
    in_turn "$round" measure_idle_of
  done
}

# A fresh proxy each time: memory that was once used is seldom given back.
measure_idle_of() {
  [ "$2" != direct ] || return 0
  local start few many pid
  "start_$2" "$web_port:$agent_port"
  pid=${pids[$2]}
  start=$(settled_kb "$pid")
  rm -f -- "$work/idle.in"
  mkfifo -- "$work/idle.in"
  launch idle java_load IdleSessions "${ports[$2]}" # opens the pipe as its input
  exec 8>"$work/idle.in"
  few=$(memory_with "$idle_few" "$pid")
  many=$(memory_with "$idle_many" "$pid")
  exec 8>&-
  stop idle "$2"
  record memory_start_mb "$1" "$2" "$(awk -v kb="$start" 'BEGIN { print kb / 1024 }')"
  record idle_session_kb "$1" "$2" "$(awk -v a="$start" -v b="$many" -v n="$idle_many" 'BEGIN { print (b - a) / n }')"
  record idle_added_kb "$1" "$2" \
    "$(awk -v a="$few" -v b="$many" -v n=$((idle_many - idle_few)) 'BEGIN { print (b - a) / n }')"
}

# Opens sessions up to $1 in all and prints the memory of process $2 with them, in KB.
memory_with() {
  echo "$1" >&8
  await idle 60 grep -qx "$1" "$work/idle.log"
  local there
  there=$(established "$web_port")
  [ "$there" -ge "$1" ] || fail "of $1 idle sessions $there are at the backend"
  settled_kb "$2"
}

# Prints how many connections are established at local port $1.
established() {
  awk -v port="$(printf '%04X' "$1")" '$2 ~ ":" port "$" && $4 == "01" { n++ } END { print n + 0 }' /proc/net/tcp
}

# The sources are few and use nothing but the JDK.
compile_loads() {
  local javac java
  javac=$(command -v javac || compgen -G '/usr/lib/jvm/*/bin/javac' | tail -n 1)
  java=$(dirname -- "$javac")/java
  "$javac" --release 17 -d "$work/classes" "$root"/src/bench/java/dev/patchbay/bench/load/*.java
  # A JVM with few threads of its own. Main class and arguments are to follow.
  jvm=("$java" -XX:+UseSerialGC -Xms256m -Xmx1g -cp "$work/classes")
}

# Runs the load $1, a main class of src/bench, with the further arguments.
java_load() {
  local input=/dev/null
  [ "$1" != IdleSessions ] || input=$work/idle.in
  exec "${jvm[@]}" "$load_package.$1" "${@:2}" <"$input"
}
