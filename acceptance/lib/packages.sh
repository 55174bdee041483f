# shellcheck shell=bash
# Installs Debian packages without starting what is in them. Sourced; the caller has a function fail.

# Installs what the function named $1 prints, a package a line; nothing when it prints nothing.
install_missing() {
  local packages
  packages=$("$1")
  [ -n "$packages" ] || return 0
  [ "$(id -u)" = 0 ] || fail "only root can install what is missing:" "${packages//$'\n'/ }"
  command -v apt-get >/dev/null || fail "no apt-get here; install these by hand:" "${packages//$'\n'/ }"
  export DEBIAN_FRONTEND=noninteractive
  echo "install: apt-get update" >&2
  apt-get -qq update </dev/null >&2
  packages=$("$1") # the choice of the JDK needs the package lists
  echo "install: installing" "${packages//$'\n'/ }" >&2
  # shellcheck disable=SC2086 # one word a package
  without_services apt-get -qq install --yes --no-install-recommends $packages
}

# Runs an installing command. Debian starts a server as soon as it is installed, unless a file forbids it.
without_services() (
  policy=/usr/sbin/policy-rc.d
  log=$(mktemp)
  temporary=("$log")
  trap 'rm -f -- "${temporary[@]}"' EXIT
  if [ ! -e "$policy" ]; then
    temporary+=("$policy")
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@" </dev/null >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    fail "$1 failed, see above"
  }
)

# The services named, just installed, are not to start with the machine either.
keep_off() {
  ! command -v systemctl >/dev/null || systemctl --quiet disable "$@" >/dev/null 2>&1 || true
}
