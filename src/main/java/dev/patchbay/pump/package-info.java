/**
 * Moves bytes between two TCP connections, and nothing else: it knows no node, no route and no
 * configuration.
 *
 * <p>Of the two rooms that see Netty this is the one that moves bytes. It takes event loops, name
 * resolvers and non-blocking sockets from Netty and leaves channels and pipelines aside: a {@code
 * RawSocket} (epoll, edge-triggered, or the JDK's) is given to a {@code RelayHalf} for each
 * direction, which reads into its loop's one buffer and writes to the other socket at once. So an
 * idle session holds no buffer, and nothing is read before there is somewhere to put it. Event
 * loops of its own keep a busy pump away from the health checks, which decide a failover, and from
 * the API.
 *
 * <p>Everything about a {@link dev.patchbay.pump.PumpSocket} happens on its {@link
 * dev.patchbay.pump.PumpLoop}; both sockets of a session share one loop. A session whose one end
 * has ended has a bounded time left ({@code HalfClosed}), and one whose peer is gone is found by
 * {@code LivenessSweep}.
 */
package dev.patchbay.pump;
