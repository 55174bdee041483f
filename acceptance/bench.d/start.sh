# shellcheck shell=bash
# Patchbay's time from process start to the line 'Proxy started', on each JDK. Sourced by acceptance/bench.

measure_start() {
  takes_part patchbay || return 0
  local home version round taken
  configure_patchbay patchbay "$web_port:$agent_port"
  while read -r version home; do
    release_for "$home"
    say "measure_start: JDK $version, first start"
    seconds_to_start "$home" >/dev/null
    for ((round = 1; round <= rounds; round++)); do
      say "measure_start: JDK $version, start $round of $rounds"
      taken=$(seconds_to_start "$home")
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
    [ "${version%%[!0-9]*}" -lt 17 ] || echo "$version $(readlink -f -- "$home")"
  done | sort -s -V -u -k 1,1
}

# Makes $work/release: the launcher and the jar as people get them, where JDK $1 is the only one there is.
release_for() {
  rm -rf -- "$work/release"
  mkdir -p -- "$work/release/target"
  cp -p -- "$root/target/patchbay.jar" "$work/release/target/"
  sed 's|/usr/lib/jvm/\*|"$JAVA_HOME"|' "$root/patchbay" >"$work/release/patchbay"
  chmod +x "$work/release/patchbay"
}

# Starts that release on JDK $1 until it says that it has started; prints how many seconds that took.
seconds_to_start() {
  local begun=$EPOCHREALTIME line log pid java
  exec {log}< <(JAVA_HOME=$1 PATH=$1/bin:$PATH exec "$work/release/patchbay" "-configPath=$work/patchbay.yml" 2>&1)
  pid=$!
  while read -r -t 60 -u "$log" line; do
    [[ $line != *'Proxy started'* ]] || break
  done
  awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
  java=$(readlink -- "/proc/$pid/exe" || true)
  kill -TERM "$pid" 2>/dev/null || true
  [[ ${line:-} == *'Proxy started'* ]] || fail "no 'Proxy started' on $1; the last line: ${line:-}"
  [ "$java" = "$1/bin/java" ] || fail "the launcher took $java, not $1/bin/java"
  while read -r -t 10 -u "$log" line; do :; done # until it has ended
  exec {log}<&-
}
