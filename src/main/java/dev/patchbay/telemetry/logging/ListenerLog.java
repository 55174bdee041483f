package dev.patchbay.telemetry.logging;

import dev.patchbay.topology.ListenerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a MySQL listener's beginning and end. */
public final class ListenerLog {
  private ListenerLog() {}

  /**
   * It listens.
   *
   * @param address as it was configured: without a host if it listens at all
   */
  public static void listening(ListenerId listener, String address) {
    log(listener).info("Proxy listening on {}", address);
  }

  /** Its clients of TLS are sent on to nodes whose certificates nobody looks at. */
  public static void nodesNotVerified(ListenerId listener) {
    log(listener)
        .info("Nodes are met by TLS without a look at their certificates, as TLS has no NodeCA");
  }

  /**
   * The process was told to stop.
   *
   * @param signal its number
   */
  public static void signalled(ListenerId listener, int signal) {
    log(listener).atInfo().addKeyValue("signal", signal).log("Received signal");
  }

  /** It has ended, and every session with it. */
  public static void exited(ListenerId listener) {
    log(listener).info("Proxy runner has exited");
  }

  private static Logger log(ListenerId listener) {
    return LoggerFactory.getLogger(listener.word() + "-bridge-runner");
  }
}
