package dev.patchbay.telemetry.events;

/**
 * An event and its place in the log.
 *
 * @param id grows by one with each event
 */
public record LoggedEvent(long id, Event event) {}
