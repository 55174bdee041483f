/**
 * Moves bytes between two TCP connections, and nothing else: it knows no node, no route and no
 * configuration.
 *
 * <p>This is the only room that sees Netty. It stands on Netty itself rather than on Vert.x's
 * sockets, because a socket that was never wrapped need not be taken over: auto-read is off from
 * the first moment, so no byte can be read before there is somewhere to put it, half-closure is set
 * before the first event, and nothing stands between the two channels of a session. Event loops of
 * its own keep a busy pump away from the health checks, which decide a failover, and from the API.
 *
 * <p>Everything about a {@link dev.patchbay.pump.PumpSocket} happens on its {@link
 * dev.patchbay.pump.PumpLoop}; both sockets of a session share one loop.
 */
package dev.patchbay.pump;
