/**
 * What a proxy knows of a MySQL session that it only listens to: whether it could be ended now
 * without harm, what its client must be told if it is ended now, and who it is. It knows bytes and
 * words, and nothing of sockets, nodes or routes: {@code session} shows it what passes, and asks.
 */
package dev.patchbay.aware;
