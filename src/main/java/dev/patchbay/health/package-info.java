/**
 * Finds out which nodes may take traffic: one HTTP check per node on that node's own clock, so that
 * a node that hangs delays no verdict on another. {@link dev.patchbay.health.HealthMonitor} is the
 * only writer of the {@link dev.patchbay.health.Health}; everything here runs on one event loop,
 * the control loop, which moves no client's bytes.
 */
package dev.patchbay.health;
