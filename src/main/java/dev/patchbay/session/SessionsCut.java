package dev.patchbay.session;

import dev.patchbay.routing.Route;
import dev.patchbay.topology.ListenerId;

/**
 * What it took to replace one listener's route.
 *
 * @param sessions how many were cut
 * @param nanos from the moment the route was set until the last loop had cut
 */
public record SessionsCut(
    ListenerId listener, Route before, Route after, int sessions, long nanos) {}
