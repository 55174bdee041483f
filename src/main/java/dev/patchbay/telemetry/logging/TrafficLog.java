package dev.patchbay.telemetry.logging;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.TrafficSwitch;
import dev.patchbay.routing.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that an operator has switched the traffic on or off, be it to what it was. */
public final class TrafficLog implements Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  @Override
  public void next(Transition transition) {
    if (transition.isTrafficSwitched()) {
      TrafficSwitch traffic = transition.after().traffic();
      LOG.atInfo()
          .addKeyValue("message", traffic.message())
          .log((traffic.enabled() ? "Enabling" : "Disabling") + " traffic for cluster");
    }
  }
}
