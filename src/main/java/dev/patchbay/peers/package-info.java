/**
 * What the other proxies of {@code API.ProxyURIs} say, and whether they and this one send clients
 * to the same node. {@link dev.patchbay.peers.PeerWatch} asks them; it is the only one that sends
 * our credentials anywhere, and only to the host that the configuration names.
 */
package dev.patchbay.peers;
