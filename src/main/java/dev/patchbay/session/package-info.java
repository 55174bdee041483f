/**
 * Client sessions: accepted, dialled to the node of the current route, relayed, and cut.
 *
 * <p>A {@link dev.patchbay.session.Listener} holds the route and has one {@code SessionLoop} for
 * each pump loop, which holds that loop's sessions. A session, its two sockets and the register
 * that it stands in belong to one thread. A new route is set first, for all loops at once, and only
 * then is each loop told to cut: whoever reconnects, on whichever loop, meets the new route. A
 * session is in the register from the moment it is accepted, notes the route's generation before it
 * dials, and compares after it has connected.
 */
package dev.patchbay.session;
