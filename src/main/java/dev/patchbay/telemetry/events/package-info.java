/**
 * What people are told: every change worth telling as an {@link
 * dev.patchbay.telemetry.events.Event}, and what a picture of the last minutes needs. Written on
 * the control loop by one thread, read from any thread without a lock, so that nobody who looks can
 * hold up a failover. Everything here is bounded, texts from outside included.
 */
package dev.patchbay.telemetry.events;
