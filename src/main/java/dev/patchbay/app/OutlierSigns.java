package dev.patchbay.app;

import dev.patchbay.health.OutlierDetector;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.session.CloseReason;
import dev.patchbay.session.SessionObserver;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.util.Optional;

/** Gives the outlier detector what the sessions of one listener say of the nodes. */
record OutlierSigns(OutlierDetector detector) implements SessionObserver, Follower {
  @Override
  public void begin(RoutingState state) {
    detector.begin(state.topology().nodes());
  }

  @Override
  public void next(Transition transition) {
    detector.change(transition.topology());
  }

  @Override
  public void dialFailed(ListenerId listener, Node node, Throwable cause) {
    detector.dialFailed(node.id());
  }

  @Override
  public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
    if (reason == CloseReason.NODE_CLOSED) {
      node.map(Node::id).ifPresent(detector::sessionLost);
    }
  }
}
