/**
 * What the operator has configured, as values: the nodes, the listeners, and the difference between
 * two such configurations. A node is known by its {@link dev.patchbay.topology.NodeId} everywhere;
 * its place and its addresses are attributes, which a reload may change. All values are immutable
 * and may be used from any thread.
 */
package dev.patchbay.topology;
