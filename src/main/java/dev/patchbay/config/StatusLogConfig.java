package dev.patchbay.config;

import java.time.Duration;

/** Whether, and how often, the state of the cluster is written to the log. */
public record StatusLogConfig(boolean enabled, Duration interval) {}
