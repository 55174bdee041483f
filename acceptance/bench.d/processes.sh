# shellcheck shell=bash
# Processes that run beside the measurement: their start and end, their CPU and memory. Sourced by
# acceptance/bench.

declare -A pids=() # by name, each started here

# Runs the words after $1 in the background under the name $1, with a log of that name.
launch() {
  "${@:2}" >"$work/$1.log" 2>&1 &
  pids[$1]=$!
}

# Waits until the command after $1 and $2 succeeds; fails with the end of the log of $1 after $2 seconds.
await() {
  local deadline=$((SECONDS + $2))
  until "${@:3}" 2>/dev/null; do
    if ! alive "${pids[$1]}" || ((SECONDS > deadline)); then
      tail -n 20 -- "$work/$1.log" >&2
      fail "$1 did not do as expected within $2 s (${*:3}); the end of its log is above"
    fi
    sleep 0.05
  done
}

# Runs a load, which takes as long as one measurement and a while to prepare: a proxy that stalls must not stall us.
bounded() {
  timeout --kill-after=5 $((seconds + 60)) "$@" || {
    say "$1 ended with $? (124: it did not end in time)"
    return 1
  }
}

# A process that has ended may stay as a zombie for a while.
alive() { grep -q '^State:[[:space:]]*[^ZX]' "/proc/$1/status" 2>/dev/null; }

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Ends the processes named, and waits for it.
stop() {
  local name pid try
  for name in "$@"; do
    pid=${pids[$name]:-}
    [ -n "$pid" ] || continue
    unset "pids[$name]"
    kill -TERM "$pid" 2>/dev/null || true
    for ((try = 0; try < 60; try++)); do
      alive "$pid" || break
      sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}

cluster_dir=
stop_everything() {
  trap - EXIT INT TERM
  stop "${!pids[@]}"
  [ -z "$cluster_dir" ] || [ ! -d "$cluster_dir" ] || "$here/galera" down
}

# Prints the pids of process $1 and its children; nginx moves the bytes in its children.
with_children() {
  echo "$1"
  pgrep -P "$1" || true
}

# Prints the CPU time that process $1 and its children have used, all threads, in milliseconds.
cpu_millis() {
  local pid
  for pid in $(with_children "$1"); do cat "/proc/$pid/stat"; done |
    awk -v hertz="$(getconf CLK_TCK)" '
      { sub(/.*\) /, ""); ticks += $12 + $13 } # utime and stime
      END { print ticks * 1000 / hertz }'
}

# Prints the resident memory of process $1 and its children in KB.
resident_kb() {
  local pid
  for pid in $(with_children "$1"); do cat "/proc/$pid/status"; done | awk '/^VmRSS:/ { kb += $2 } END { print kb }'
}

# Waits until the memory of process $1 has not grown by 0.5 % in a second, for at most 10 s, and prints it in KB.
settled_kb() {
  local before now quiet=0 tries
  before=$(resident_kb "$1")
  for ((tries = 0; tries < 50 && quiet < 5; tries++)); do
    sleep 0.2
    now=$(resident_kb "$1")
    if ((now * 1000 > before * 1005)); then
      quiet=0
      before=$now
    else
      quiet=$((quiet + 1))
    fi
  done
  echo "$now"
}

# A session takes two files of a proxy, and 5,000 are cut at a time.
files_needed=13000

raise_file_limit() {
  local most
  most=$(ulimit -Hn)
  [ "$most" = unlimited ] || [ "$most" -ge "$files_needed" ] ||
    fail "the hard limit of open files (ulimit -Hn) is $most, and $files_needed are needed"
  ulimit -Sn "$files_needed"
}
