package dev.patchbay.telemetry.logging;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link LogSetupTest} runs in a JVM of its own: the log of a whole program's life. */
final class LoggingProgram {
  private static final Logger LOG = LoggerFactory.getLogger("agent");

  private LoggingProgram() {}

  public static void main(String[] args) throws Exception {
    String level = args[1];
    if (!args[0].equals("early")) {
      LogSetup.apply(LogOptions.of(level, "rfc3339", "auto", false, List.of()));
    }
    switch (args[0]) {
      case "early" -> LOG.info("early");
      case "levels" -> levels();
      case "changes" -> {
        levels();
        LogSetup.level(LogOptions.Level.FATAL);
        levels();
        LogSetup.level(LogOptions.Level.DEBUG);
        levels();
        LogSetup.level(LogOptions.Level.ERROR);
        levels();
      }
      case "many" -> many(5_000);
      case "blocked" -> {
        many(50_000);
        System.err.println("logged");
        System.err.flush();
        // Until the test has emptied the pipe.
        System.in.read();
        LOG.info("last");
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
    if (!args[0].equals("early")) {
      LogSetup.stop();
    }
  }

  private static void levels() {
    LOG.debug("debug");
    LOG.info("info");
    LOG.error("error");
    LOG.atError().addMarker(Logs.FATAL).log("fatal");
    LoggerFactory.getLogger("io.vertx.core.Something").info("chatter");
    LoggerFactory.getLogger("io.vertx.core.Something").warn("warning");
  }

  private static void many(int count) {
    for (int i = 0; i < count; i++) {
      LOG.atInfo().addKeyValue("number", i).log("counting");
    }
  }
}
