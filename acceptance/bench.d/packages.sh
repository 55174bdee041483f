# shellcheck shell=bash
# What acceptance/bench needs beyond the tests. Sourced by it.

install_for_bench() {
  local packages service
  packages=$(missing_for_bench)
  install_missing missing_for_bench
  for service in haproxy nginx; do
    [[ $packages != *$service* ]] || keep_off "$service"
  done
  ! takes_part haproxy3 || install_haproxy3
}

# Prints the packages that are missing. A part that is there counts, however it came.
missing_for_bench() {
  local tool
  for tool in wrk iperf3 haproxy nginx sysbench openssl; do
    [ -n "$(PATH=$PATH:/usr/sbin command -v "$tool")" ] || echo "$tool"
  done
  has_stream || echo libnginx-mod-stream
  command -v pgrep >/dev/null || echo procps
}

# The newest HAProxy of Debian with the libraries that it was built for.
haproxy3_dir=${PATCHBAY_BENCH_HAPROXY3_DIR:-/var/tmp/patchbay-bench-haproxy3}

install_haproxy3() {
  if [ ! -e "$haproxy3_dir/installed" ]; then
    say "installing the newest HAProxy into $haproxy3_dir (once, about a minute)"
    install_missing missing_debootstrap
    rm -rf -- "$haproxy3_dir"
    debootstrap --variant=minbase --include=haproxy sid "$haproxy3_dir" >"$work/debootstrap.log" 2>&1 ||
      fail "debootstrap failed: $(tail -n 3 -- "$work/debootstrap.log")"
    touch -- "$haproxy3_dir/installed"
  fi
  chroot "$haproxy3_dir" haproxy -v | head -n 1 >&2
}

missing_debootstrap() { command -v debootstrap >/dev/null || echo debootstrap; }

nginx_stream_module=/usr/lib/nginx/modules/ngx_stream_module.so

# The module is a file of its own in Debian; in other builds of nginx it may be built in.
has_stream() {
  [ -f "$nginx_stream_module" ] || PATH=$PATH:/usr/sbin nginx -V 2>&1 | grep -qE -- '--with-stream( |$)'
}
