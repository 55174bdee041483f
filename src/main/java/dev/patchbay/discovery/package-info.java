/**
 * Nodes found by name: what the DNS says of a name, which nodes are known by it, and the small loop
 * that asks again and again. All of it runs on the control loop; what it hands out is immutable.
 */
package dev.patchbay.discovery;
