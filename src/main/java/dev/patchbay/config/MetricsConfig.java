package dev.patchbay.config;

/** Whether Prometheus metrics are served, and on which port of localhost. */
public record MetricsConfig(boolean enabled, int port) {}
