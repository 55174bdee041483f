# shellcheck shell=bash
# Patchbay's time from process start to the line 'Proxy started', on each JDK. Sourced by acceptance/bench.

measure_start() {
  takes_part patchbay || return 0
  local command home version round taken
  start_patchbay "$web_port:$agent_port"
  # The launcher takes the newest JDK; the others get the flags that it has chosen.
  mapfile -d '' -t command <"/proc/${pids[patchbay]}/cmdline"
  stop patchbay
  while read -r version home; do
    if [ "$home/bin/java" -ef "${command[0]}" ]; then
      set -- "$root/patchbay" "-configPath=$work/patchbay.yml"
    else
      set -- "$home/bin/java" "${command[@]:1}"
    fi
    say "measure_start: JDK $version, first run"
    seconds_to_start "$@" >/dev/null
    for ((round = 1; round <= rounds; round++)); do
      say "measure_start: JDK $version, round $round of $rounds"
      taken=$(seconds_to_start "$@")
      record "ready_${version%%.*}_s" "$round" patchbay "$taken"
    done
  done < <(jdks)
}

# Prints "VERSION HOME" of each JDK from 17 up that the launcher would look at, one a version.
jdks() {
  local home version
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if ! [ -x "$home/bin/java" ] || ! [ -r "$home/release" ]; then continue; fi
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$home/release")
    [ "${version%%[!0-9]*}" -lt 17 ] || echo "$version $home"
  done | sort -s -V -u -k 1,1
}

# Runs the command until it has said that it has started; prints how many seconds that took.
seconds_to_start() {
  local begun=$EPOCHREALTIME line log pid
  exec {log}< <(exec "$@" 2>&1)
  pid=$!
  while read -r -t 30 -u "$log" line; do
    [[ $line != *'Proxy started'* ]] || break
  done
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
  kill -TERM "$pid" 2>/dev/null || true
  [[ ${line:-} == *'Proxy started'* ]] || fail "no 'Proxy started' from $*; its last line: ${line:-}"
  while read -r -t 10 -u "$log" line; do :; done # until it has ended
  exec {log}<&-
}
