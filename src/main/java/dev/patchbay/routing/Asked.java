package dev.patchbay.routing;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was asked for just now.
 *
 * @param choice the active node that an operator wants
 * @param leaving the node that an operator disables
 * @param drained the node whose last session has ended
 */
record Asked(Optional<ActiveChoice> choice, Optional<Leaving> leaving, Optional<Drained> drained) {
  static final Asked NOTHING = new Asked(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * A node that is to take no traffic.
   *
   * @param drain how long its sessions may go on; zero cuts them
   */
  record Leaving(NodeId node, Duration drain) {
    /** The drain of a listener at which it had this place. */
    NodeDrain drain(Route.Place left, Instant now) {
      return new NodeDrain(left.node(), left.from(), now, now.plus(drain), Optional.empty());
    }
  }

  /** A node at which this listener has no session any more. */
  record Drained(ListenerId listener, NodeId node) {}

  static Asked active(ActiveChoice choice) {
    return new Asked(Optional.of(choice), Optional.empty(), Optional.empty());
  }

  static Asked drained(ListenerId listener, NodeId node) {
    return new Asked(Optional.empty(), Optional.empty(), Optional.of(new Drained(listener, node)));
  }

  static Asked leaving(NodeId node, Duration drain) {
    return new Asked(Optional.empty(), Optional.of(new Leaving(node, drain)), Optional.empty());
  }

  /** The same, and this of the active node. */
  Asked and(ActiveChoice active) {
    return new Asked(Optional.of(active), leaving, drained);
  }

  /** How long that node's sessions may go on, if it is the one that an operator disables. */
  Optional<Duration> leaving(NodeId node) {
    return leaving.filter(l -> l.node().equals(node)).map(Leaving::drain);
  }

  /** How this drain of this listener ends by it, if it does. */
  Optional<NodeDrain.How> end(ListenerId listener, NodeDrain drain) {
    return drained
        .filter(d -> d.equals(new Drained(listener, drain.node().id())))
        .map(d -> NodeDrain.How.COMPLETE);
  }
}
