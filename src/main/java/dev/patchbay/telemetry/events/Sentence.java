package dev.patchbay.telemetry.events;

import dev.patchbay.topology.ListenerId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says an event in one English sentence or two, for people. */
public final class Sentence {
  private Sentence() {}

  /** What happened; never longer than {@link Clip#MAX_CHARS}. */
  public static String of(Event event) {
    return Clip.of(whole(event));
  }

  private static String whole(Event event) {
    if (event instanceof Event.Started e) {
      return "Patchbay %s started with %s, policy %s."
          .formatted(Quoted.of(e.version()), counted(e.nodes(), "node"), e.policy());
    } else if (event instanceof Event.Configuration e) {
      return "The configuration is valid, with %s: %s"
          .formatted(counted(e.warnings().size(), "warning"), list(e.warnings()));
    } else if (event instanceof Event.NodeChanged e) {
      return node(e);
    } else if (event instanceof Event.ActiveChanged e) {
      return active(e) + outage(e) + cut(e.cut());
    } else if (event instanceof Event.GroupChanged e) {
      return group(e) + cut(e.cut());
    } else if (event instanceof Event.TrafficSwitched e) {
      return traffic(e) + cut(e.cut());
    } else if (event instanceof Event.SwitchedOver e) {
      return switchedOver(e) + cut(e.cut());
    } else if (event instanceof Event.DrainEnded e) {
      return "The drain of %s%s has ended: %s."
              .formatted(
                  Quoted.of(e.node()),
                  e.listener().equals(ListenerId.ACTIVE) ? "" : " at " + listener(e.listener()),
                  e.how().text())
          + cut(e.cut());
    } else if (event instanceof Event.NodeSwitched e) {
      return "%s (%s) %s %s%s"
              .formatted(
                  Quoted.of(e.by()),
                  Quoted.of(e.remote()),
                  e.enabled() ? "enabled" : "disabled",
                  Quoted.of(e.node()),
                  said(e.message()))
          + (e.serves() ? " It serves all the same: no other node is healthy." : "");
    } else if (event instanceof Event.Disagreement e) {
      return "The proxies disagree on the active node: "
          + String.join(", ", e.proxies().stream().map(Sentence::opinion).toList())
          + ".";
    } else if (event instanceof Event.Agreement) {
      return "The proxies agree on the active node again.";
    } else if (event instanceof Event.AcceptingPaused e) {
      return "New clients wait: there are %s, and %s allows %d. To allow more, %s."
          .formatted(
              counted(e.sessions(), "session"),
              e.cap().by().words(),
              e.cap().sessions(),
              e.cap().by().advice());
    } else if (event instanceof Event.AcceptingResumed e) {
      return "New clients are accepted again: %s of at most %d."
          .formatted(counted(e.sessions(), "session"), e.cap().sessions());
    } else if (event instanceof Event.Reloaded e) {
      String who =
          e.by().isEmpty()
              ? "A signal"
              : "%s (%s)".formatted(Quoted.of(e.by()), Quoted.of(e.remote()));
      return "%s had the configuration read again: %s.".formatted(who, list(e.changes()));
    } else if (event instanceof Event.NodeFound e) {
      return "%s at %s was found by %s."
          .formatted(Quoted.of(e.node()), Quoted.of(e.address()), Quoted.of(e.by()));
    } else if (event instanceof Event.NodeGone e) {
      return "%s, found by %s, is no longer a node: %s."
          .formatted(Quoted.of(e.node()), Quoted.of(e.by()), Quoted.of(e.reason()));
    } else if (event instanceof Event.SessionCut e) {
      return "%s (%s) cut the session of %s%s."
          .formatted(
              Quoted.of(e.by()),
              Quoted.of(e.remote()),
              e.client().map(Quoted::of).orElse("a client that is gone"),
              e.node().map(node -> " at " + Quoted.of(node)).orElse(""));
    } else if (event instanceof Event.Draining e) {
      return e.remote()
              .map(r -> Quoted.of(r) + " began to drain this proxy")
              .orElse("This proxy was told to stop")
          + ": load balancers are sent away, traffic goes on.";
    }
    throw new AssertionError(event);
  }

  private static String node(Event.NodeChanged e) {
    String node = Quoted.of(e.node());
    if (!e.healthy()) {
      return node + " is unhealthy: " + Quoted.of(e.reason()) + ".";
    }
    String state = e.stateComment().isEmpty() ? "" : Quoted.of(e.stateComment()) + ", ";
    String index = e.index().isPresent() ? "index " + e.index().getAsLong() : "index unknown";
    return node + " is healthy: " + state + index + ".";
  }

  private static String active(Event.ActiveChanged e) {
    String reason = ": " + Quoted.of(e.reason().text()) + ".";
    String node = e.to().map(Quoted::of).orElse("No node");
    String does =
        e.listener().equals(ListenerId.ACTIVE) ? " is active" : " serves " + listener(e.listener());
    String place = e.from().map(from -> " in place of " + Quoted.of(from)).orElse("");
    return node + does + place + reason;
  }

  private static String group(Event.GroupChanged e) {
    String nodes =
        e.nodes().isEmpty()
            ? "No node serves "
            : e.nodes().stream().map(Quoted::of).collect(Collectors.joining(", "))
                + (e.nodes().size() == 1 ? " serves " : " serve ");
    return nodes + listener(e.listener()) + ": " + Quoted.of(e.reason().text()) + ".";
  }

  private static String listener(ListenerId listener) {
    return listener.equals(ListenerId.INACTIVE)
        ? "the inactive listener"
        : "the listener " + listener.word();
  }

  private static String outage(Event.ActiveChanged e) {
    return e.outageMillis().isEmpty()
        ? ""
        : " There was no node for " + Lasted.of(e.outageMillis().getAsLong()) + ".";
  }

  private static String traffic(Event.TrafficSwitched e) {
    return "%s (%s) switched the traffic %s%s"
        .formatted(
            Quoted.of(e.by()),
            Quoted.of(e.remote()),
            e.enabled() ? "on" : "off",
            said(e.message()));
  }

  private static String said(String message) {
    return message.isEmpty() ? "." : ": " + Quoted.of(message) + ".";
  }

  private static String switchedOver(Event.SwitchedOver e) {
    String who =
        e.by().isEmpty()
            ? "An operator at another proxy"
            : "%s (%s)".formatted(Quoted.of(e.by()), Quoted.of(e.remote()));
    String place = e.from().map(from -> " from " + Quoted.of(from)).orElse("");
    String drain =
        e.drainSeconds() == 0
            ? ""
            : "; sessions at the former node may go on for %d s".formatted(e.drainSeconds());
    return "%s moved the traffic%s to %s%s%s"
        .formatted(who, place, Quoted.of(e.to()), drain, said(e.message()));
  }

  private static String cut(Event.Cut cut) {
    return cut.sessions() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " %s %s cut in %.1f ms.",
            counted(cut.sessions(), "session"),
            cut.sessions() == 1 ? "was" : "were",
            cut.milliseconds());
  }

  private static String opinion(Event.Opinion opinion) {
    return Quoted.of(opinion.proxy()) + " has " + opinion.active().map(Quoted::of).orElse("none");
  }

  private static String list(List<String> texts) {
    return String.join("; ", texts.stream().map(Quoted::of).toList());
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
