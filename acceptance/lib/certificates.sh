# shellcheck shell=bash
# Certificates of the nodes, of an authority of the cluster's own. Sourced by acceptance/galera after node.sh.

# The authority of the nodes' certificates, for who connects by TLS, and their name.
ca_file() { echo "$state/ca.crt"; }
server_name=galera.internal

# Makes an authority that is known to nobody else.
make_authority() {
  openssl_req -keyout "$state/ca.key" -out "$(ca_file)" -subj "/CN=patchbay galera $base_port"
}

# Makes the certificate of node $1.
make_certificate() {
  openssl_req -keyout "$(node_dir "$1")/server.key" -out "$(node_dir "$1")/server.crt" -subj "/CN=node$1" \
    -CA "$(ca_file)" -CAkey "$state/ca.key" -addext basicConstraints=critical,CA:FALSE \
    -addext "subjectAltName=DNS:$server_name" -addext extendedKeyUsage=serverAuth
}

openssl_req() {
  local said
  said=$(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 "$@" 2>&1) ||
    fail "openssl failed: $said"
}
