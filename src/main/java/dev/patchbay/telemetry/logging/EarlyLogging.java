package dev.patchbay.telemetry.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What Logback finds when the first logger is asked for: defaults that hold until {@link LogSetup}
 * is called, in place of Logback's search for configuration files. Nothing is queued yet, so that a
 * command that never sets logging up loses no line.
 */
public final class EarlyLogging extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LogSetup.applyUnqueued(context, LogOptions.DEFAULT);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
