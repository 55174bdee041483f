# shellcheck shell=bash
# Machines in network namespaces: three nodes, two proxies, a client and a DNS server, each with an address of
# its own, around a router. What the router is told to swallow is gone without a word, as with a host that has
# vanished. Needs root. Sourced; $1 is always the prefix of the namespaces' names.

lan_hosts=(node0 node1 node2 proxy0 proxy1 client dns)

# Prints the network of host $1, the first three numbers of its address.
lan_network() {
  case $1 in
    node*) echo "10.78.1${1#node}" ;;
    proxy*) echo "10.78.2${1#proxy}" ;;
    client) echo 10.78.30 ;;
    dns) echo 10.78.40 ;;
  esac
}
lan_address() { echo "$(lan_network "$1").2"; }

lan_up() {
  local host network
  ip netns add "$1-router"
  ip -n "$1-router" link set lo up
  # What comes back from a slow link has the address of another one.
  ip netns exec "$1-router" sh -c 'cd /proc/sys/net/ipv4 && echo 1 >ip_forward &&
    for file in conf/all/rp_filter conf/default/rp_filter; do echo 0 >$file; done'
  for host in "${lan_hosts[@]}"; do
    network=$(lan_network "$host")
    ip netns add "$1-$host"
    ip -n "$1-$host" link set lo up
    ip link add eth0 netns "$1-$host" type veth peer name "$host" netns "$1-router"
    ip -n "$1-$host" addr add "$network.2/24" dev eth0
    ip -n "$1-$host" link set eth0 up
    ip -n "$1-router" addr add "$network.1/24" dev "$host"
    ip -n "$1-router" link set "$host" up
    ip -n "$1-$host" route add default via "$network.1"
    # Programs there look names up where they are told quickly that there is none, and do not wait for a
    # server that they cannot reach.
    mkdir -p -- "/etc/netns/$1-$host"
    echo "nameserver $(lan_address dns)" >"/etc/netns/$1-$host/resolv.conf"
  done
}

# Ends whatever runs in the namespaces, and removes them.
lan_down() {
  local host pid
  for host in router "${lan_hosts[@]}"; do
    for pid in $(ip netns pids "$1-$host" 2>/dev/null); do kill -KILL "$pid" 2>/dev/null || true; done
    ip netns del "$1-$host" 2>/dev/null || true
    rm -rf -- "/etc/netns/$1-$host"
  done
}

# Removes what a run with namespaces $1-PID-HOST has left that was killed.
lan_remove_leftovers() {
  local namespace pid
  while read -r namespace _; do
    [[ $namespace =~ ^$1-([0-9]+)-client$ ]] || continue
    pid=${BASH_REMATCH[1]}
    [ -d "/proc/$pid" ] || lan_down "$1-$pid"
  done < <(ip netns list)
}
