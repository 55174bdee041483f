/**
 * Protocols as bytes: the MySQL protocol, and the PROXY header. Nothing here knows of sockets but
 * {@link dev.patchbay.wire.MySqlPing}, and nothing of Netty or Vert.x.
 */
package dev.patchbay.wire;
