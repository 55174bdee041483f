/**
 * Client sessions: accepted, dialled to the node of the current route, relayed, and cut.
 *
 * <p>A {@link dev.patchbay.session.Listener} has one {@code SessionLoop} for each pump loop, which
 * holds that loop's copy of the route and that loop's sessions. So a session, its two sockets, the
 * route that it compares with and the register that it stands in all belong to one thread, and a
 * new route cuts exactly the sessions that were begun before it: on each loop the change is one
 * task among the others, and a session is in the register from the moment it is accepted.
 */
package dev.patchbay.session;
