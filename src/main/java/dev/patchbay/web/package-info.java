/**
 * HTTP servers whose connections are counted, and bounded, from the moment the system hands them
 * over.
 *
 * <p>Vert.x tells of a connection when its TLS handshake is done. Whoever never begins one would
 * hold a descriptor and memory that nobody counts. So this room sees Netty and Vert.x's internals:
 * it puts one handler before the accepting channel and one before everything else in each
 * connection's pipeline. HTTP itself stays Vert.x's own.
 *
 * <p>{@link dev.patchbay.web.AcceptGate} counts on the accepting thread, and stops accepting while
 * the event loop is behind. Everything about {@link dev.patchbay.web.Guest} happens on the one
 * event loop that serves the listener; who must go, and whose time is up, is decided there, without
 * a clock: time is counted in ticks, so that a pause of the process is nobody's fault.
 */
package dev.patchbay.web;
