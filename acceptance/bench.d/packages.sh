# shellcheck shell=bash
# What acceptance/bench needs beyond the tests. Sourced by it.

install_for_bench() {
  local packages service
  packages=$(missing_for_bench)
  install_missing missing_for_bench
  for service in haproxy nginx; do
    [[ $packages != *$service* ]] || keep_off "$service"
  done
}

# Prints the packages that are missing. A part that is there counts, however it came.
missing_for_bench() {
  local tool
  for tool in wrk iperf3 haproxy nginx sysbench; do
    [ -n "$(PATH=$PATH:/usr/sbin command -v "$tool")" ] || echo "$tool"
  done
  has_stream || echo libnginx-mod-stream
  command -v pgrep >/dev/null || echo procps
}

nginx_stream_module=/usr/lib/nginx/modules/ngx_stream_module.so

# The module is a file of its own in Debian; in other builds of nginx it may be built in.
has_stream() {
  [ -f "$nginx_stream_module" ] || PATH=$PATH:/usr/sbin nginx -V 2>&1 | grep -qE -- '--with-stream( |$)'
}
