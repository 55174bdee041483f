# shellcheck shell=bash
# Docker: the machine's own where it answers, else a daemon of ours with its own socket and directory. Sourced; the
# caller has the functions fail and say, and $state, a directory.

docker_socket() { echo "$state/docker.sock"; }
use_docker() {
  DOCKER_HOST=unix://$(docker_socket)
  export DOCKER_HOST
}
docker_pid() {
  local pid
  pid=$(cat -- "$state/dockerd.pid" 2>/dev/null) || return 1
  grep -qa -- "$state" "/proc/$pid/cmdline" 2>/dev/null || return 1
  echo "$pid"
}

docker_packages() {
  command -v dockerd >/dev/null || [ -x /usr/sbin/dockerd ] || echo docker.io
  command -v docker >/dev/null || docker_client
  [ -x "$(command -v iptables || echo /usr/sbin/iptables)" ] || echo iptables
}
# A package of its own since Debian 13.
docker_client() { ! apt-cache show docker-cli >/dev/null 2>&1 || echo docker-cli; }

# Has DOCKER_HOST name a daemon that answers. Returns 3, after a line that says why, where none can run.
docker_up() {
  local problem
  if timeout 20 docker version >/dev/null 2>&1; then return 0; fi
  if [ "$(id -u)" != 0 ]; then
    say "no Docker answers, and only root can start one"
    return 3
  fi
  install_missing docker_packages
  ! command -v systemctl >/dev/null || systemctl --quiet disable docker.service docker.socket >/dev/null 2>&1 || true
  use_docker
  if docker_pid >/dev/null && timeout 20 docker version >/dev/null 2>&1; then return 0; fi
  mkdir -p -- "$state"
  rm -f -- "$state/dockerd.pid"
  say "starting a dockerd of our own in $state"
  # It leaves the machine's own network as it is: no bridge for everybody, and nothing is forwarded.
  PATH=$PATH:/usr/sbin:/sbin setsid dockerd --bridge none --ip-forward=false --host "$DOCKER_HOST" --pidfile "$state/dockerd.pid" \
    --data-root "$state/data" --exec-root "$state/exec" </dev/null >"$state/dockerd.log" 2>&1 9<&- &
  if docker_answers $! && problem=$(docker_runs 2>&1); then return 0; fi
  docker_down
  say "Docker cannot run here: ${problem:-$(sed -n 's/.*failed to start daemon: //p' "$state/dockerd.log" | tail -n 1)}"
  say "the end of $state/dockerd.log:"
  tail -n 5 -- "$state/dockerd.log" >&2
  return 3
}

# Waits until the daemon with pid $1 answers; fails if it ends.
docker_answers() {
  local try
  for ((try = 0; try < 120; try++)); do
    ! timeout 20 docker version >/dev/null 2>&1 || return 0
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.5
  done
  return 1
}

# Whether a container can be run, which takes more rights than a daemon: one with nothing but the program "true".
docker_runs() {
  local made=$state/nothing status=0 file
  rm -rf -- "$made"
  mkdir -p -- "$made"
  for file in $(ldd "$(readlink -f -- "$(command -v env)")" | grep -o '/[^ ]*'); do
    install -D -- "$file" "$made$file"
  done
  install -D -- "$(readlink -f -- "$(command -v env)")" "$made/bin/env"
  tar -C "$made" -c . | docker import - patchbay-nothing >/dev/null &&
    docker run --rm --network none patchbay-nothing /bin/env >/dev/null || status=$?
  docker rmi --force patchbay-nothing >/dev/null 2>&1 || true
  rm -rf -- "$made"
  return "$status"
}

# Ends the daemon that docker_up has started; its images stay, for the next time.
docker_down() {
  local pid try
  pid=$(docker_pid) || return 0
  kill -TERM "$pid"
  for ((try = 0; try < 300; try++)); do
    [ -d "/proc/$pid" ] || break
    sleep 0.1
  done
  [ ! -d "/proc/$pid" ] || fail "dockerd, process $pid, does not end"
  # It leaves its own namespace's name mounted, and the directory could not be removed.
  umount -- "$state"/exec/netns/* 2>/dev/null || true
  rm -rf --one-file-system -- "$state/exec" "$state/dockerd.pid" "$(docker_socket)"
}
