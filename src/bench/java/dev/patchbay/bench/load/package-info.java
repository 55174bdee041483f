/** Loads that Debian has no tool for: many sessions held or cut. Run by acceptance/bench. */
package dev.patchbay.bench.load;
