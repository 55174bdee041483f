package dev.patchbay.ctl;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Option;

/** How the sessions of a node are to leave it, the same for switchover and disable. */
final class Leave {
  @Option(
      names = "--drain",
      description =
          "Only new sessions go to the other node; old ones run on until they end, or the deadline"
              + " cuts them. Both nodes take writes meanwhile. Without it all are cut at once.")
  boolean drain;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "With --drain: cut what is left after so long. Default: the proxy's, 30.")
  private Integer deadline;

  @Option(names = "--no-wait", description = "With --drain: do not wait for its end.")
  boolean noWait;

  /** Adds the wish to the body of a request. */
  void addTo(JsonObject body) throws CtlException {
    if (!drain && (deadline != null || noWait)) {
      throw CtlException.usage("--deadline and --no-wait are for --drain");
    }
    body.put("mode", drain ? "drain" : "cut");
    if (deadline != null) {
      body.put("deadlineSeconds", deadline);
    }
  }

  boolean isGiven() {
    return drain || deadline != null || noWait;
  }
}
