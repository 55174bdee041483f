package dev.patchbay.telemetry.events;

import dev.patchbay.routing.NodeDrain;
import dev.patchbay.routing.Reason;
import dev.patchbay.session.SessionCap;
import dev.patchbay.topology.ListenerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing that happened and is worth telling. Immutable; texts from outside are cut when the
 * event is made, so that the memory of many is bounded.
 */
public sealed interface Event {

  /** So many lines an event keeps of a list that has no bound. */
  int MOST_LINES = 50;

  /** When it happened, by this machine's clock. */
  Instant at();

  /** The proxy serves from now on. */
  record Started(Instant at, String version, int nodes, String policy) implements Event {}

  /** The configuration is valid, but its author should know something. */
  record Configuration(Instant at, List<String> warnings) implements Event {
    public Configuration {
      warnings = warnings.stream().map(Clip::of).toList();
    }
  }

  /**
   * A node may take traffic now, or may no longer.
   *
   * @param reason why, in a few words for people
   * @param stateComment the agent's word for the node's Galera state, or empty text
   * @param index its {@code wsrep_local_index}, if the agent said it
   */
  record NodeChanged(
      Instant at,
      String node,
      boolean healthy,
      String reason,
      String stateComment,
      OptionalLong index)
      implements Event {
    public NodeChanged {
      node = Clip.of(node);
      reason = Clip.of(reason);
      stateComment = Clip.of(stateComment);
    }
  }

  /**
   * How much a change cut.
   *
   * @param sessions how many sessions
   * @param milliseconds from the change to the last of them
   */
  record Cut(int sessions, double milliseconds) {
    static final Cut NOTHING = new Cut(0, 0);

    /** Both of two cuts that ran side by side. */
    Cut and(Cut other) {
      return new Cut(sessions + other.sessions, Math.max(milliseconds, other.milliseconds));
    }
  }

  /**
   * A listener leads to another node, or to none.
   *
   * @param outageMillis if it led to none before: for how long, 0 or more; empty for the first node
   *     of a run
   */
  record ActiveChanged(
      Instant at,
      ListenerId listener,
      Optional<String> from,
      Optional<String> to,
      Reason reason,
      Cut cut,
      OptionalLong outageMillis)
      implements Event {
    /** One that ends no outage. */
    public ActiveChanged(
        Instant at,
        ListenerId listener,
        Optional<String> from,
        Optional<String> to,
        Reason reason,
        Cut cut) {
      this(at, listener, from, to, reason, cut, OptionalLong.empty());
    }

    public ActiveChanged {
      from = from.map(Clip::of);
      to = to.map(Clip::of);
      reason = new Reason(reason.code(), reason.about(), Clip.of(reason.text()));
    }
  }

  /**
   * A listener that spreads its sessions does so over other nodes.
   *
   * @param nodes all that it leads to now, or as many as an event keeps
   * @param left those that it led to before, and no more
   * @param joined those that it did not lead to before
   */
  record GroupChanged(
      Instant at,
      ListenerId listener,
      List<String> nodes,
      List<String> left,
      List<String> joined,
      Reason reason,
      Cut cut)
      implements Event {
    public GroupChanged {
      nodes = clipped(nodes);
      left = clipped(left);
      joined = clipped(joined);
      reason = new Reason(reason.code(), reason.about(), Clip.of(reason.text()));
    }

    private static List<String> clipped(List<String> names) {
      return names.stream().limit(MOST_LINES).map(Clip::of).toList();
    }
  }

  /**
   * An operator has switched the traffic on or off, or said something new about it.
   *
   * @param by the name they gave
   * @param remote the address they came from
   * @param cut on both listeners
   */
  record TrafficSwitched(
      Instant at, boolean enabled, String by, String remote, String message, Cut cut)
      implements Event {
    public TrafficSwitched {
      by = Clip.of(by);
      remote = Clip.of(remote);
      message = Clip.of(message);
    }
  }

  /**
   * The traffic was moved because an operator wanted it.
   *
   * @param from empty if there was no active node
   * @param drainSeconds how long the sessions of that node may go on; 0 cuts them
   * @param by the name they gave; empty text if it was an operator at another proxy
   * @param remote the address they came from
   * @param cut on all listeners
   */
  record SwitchedOver(
      Instant at,
      Optional<String> from,
      String to,
      long drainSeconds,
      String by,
      String remote,
      String message,
      Cut cut)
      implements Event {
    public SwitchedOver {
      from = from.map(Clip::of);
      to = Clip.of(to);
      by = Clip.of(by);
      remote = Clip.of(remote);
      message = Clip.of(message);
    }
  }

  /**
   * A node that an operator had moved the traffic away from has no sessions any more.
   *
   * @param how why it ended just now
   * @param cut the sessions that were left
   */
  record DrainEnded(Instant at, ListenerId listener, String node, NodeDrain.How how, Cut cut)
      implements Event {
    public DrainEnded {
      node = Clip.of(node);
    }
  }

  /**
   * An operator has said whether a node may take traffic.
   *
   * @param by the name they gave
   * @param remote the address they came from
   * @param serves whether it is the active node all the same, because no other is healthy
   */
  record NodeSwitched(
      Instant at,
      String node,
      boolean enabled,
      String by,
      String remote,
      String message,
      boolean serves)
      implements Event {
    public NodeSwitched {
      node = Clip.of(node);
      by = Clip.of(by);
      remote = Clip.of(remote);
      message = Clip.of(message);
    }
  }

  /**
   * What one proxy takes for the active node.
   *
   * @param active empty if it has none
   */
  record Opinion(String proxy, Optional<String> active) {
    public Opinion {
      proxy = Clip.of(proxy);
      active = active.map(Clip::of);
    }
  }

  /** The proxies of this cluster name different active nodes. */
  record Disagreement(Instant at, List<Opinion> proxies) implements Event {
    public Disagreement {
      proxies = List.copyOf(proxies);
    }
  }

  /** They name the same one again. */
  record Agreement(Instant at) implements Event {}

  /**
   * There are as many sessions as there may be: new clients wait.
   *
   * @param cap how many that is, and what says so
   */
  record AcceptingPaused(Instant at, int sessions, SessionCap cap) implements Event {}

  /** New clients wait no longer. */
  record AcceptingResumed(Instant at, int sessions, SessionCap cap) implements Event {}

  /**
   * The configuration was read again, and the proxy goes on with it.
   *
   * @param by the name of who asked for it; empty text for a signal
   * @param remote the address they came from; empty text for a signal
   * @param changes what is different, a line each
   */
  record Reloaded(Instant at, String by, String remote, List<String> changes) implements Event {
    public Reloaded {
      by = Clip.of(by);
      remote = Clip.of(remote);
      changes = changes.stream().limit(MOST_LINES).map(Clip::of).toList();
    }
  }

  /**
   * A DNS name leads to a node that was none.
   *
   * @param address its host and port
   * @param by the DNS name
   */
  record NodeFound(Instant at, String node, String address, String by) implements Event {
    public NodeFound {
      node = Clip.of(node);
      address = Clip.of(address);
      by = Clip.of(by);
    }
  }

  /**
   * A node that was found by a DNS name is one no longer.
   *
   * @param by the DNS name
   * @param reason why, in a few words for people
   */
  record NodeGone(Instant at, String node, String by, String reason) implements Event {
    public NodeGone {
      node = Clip.of(node);
      by = Clip.of(by);
      reason = Clip.of(reason);
    }
  }

  /**
   * An operator has cut one session.
   *
   * @param by the name they logged in with
   * @param remote the address they came from
   * @param client the address and port of the client that was cut; empty if it is not known
   * @param node the node that it was at, or was being connected to; empty if there was none
   */
  record SessionCut(
      Instant at,
      String by,
      String remote,
      ListenerId listener,
      Optional<String> client,
      Optional<String> node)
      implements Event {
    public SessionCut {
      by = Clip.of(by);
      remote = Clip.of(remote);
      client = client.map(Clip::of);
      node = node.map(Clip::of);
    }
  }

  /**
   * Load balancers are sent away, because the proxy is to be stopped.
   *
   * @param remote who asked for it over the API; empty if the process was told to stop
   */
  record Draining(Instant at, Optional<String> remote) implements Event {
    public Draining {
      remote = remote.map(Clip::of);
    }
  }
}
