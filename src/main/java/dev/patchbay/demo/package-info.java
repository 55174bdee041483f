/**
 * The stand-in cluster of {@code patchbay demo}: servers that speak just enough of the MySQL
 * protocol to say which node they are, and a health agent beside each, all in this process and on
 * the loopback address only. The proxy in front of them is the real one.
 */
package dev.patchbay.demo;
