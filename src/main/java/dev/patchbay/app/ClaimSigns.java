package dev.patchbay.app;

import dev.patchbay.routing.Follower;
import dev.patchbay.routing.Transition;
import dev.patchbay.topology.NodeId;
import java.util.function.Consumer;

/**
 * Has the active node checked at once when another proxy says that it has left it: if the node has
 * failed, this proxy then sees so by itself, long before it would follow the other one.
 *
 * @param doubt told which node to check
 */
record ClaimSigns(Consumer<NodeId> doubt) implements Follower {
  @Override
  public void next(Transition transition) {
    boolean news =
        !transition.before().claims().heard().equals(transition.after().claims().heard());
    if (news && transition.after().isContradicted()) {
      transition.after().active().node().ifPresent(node -> doubt.accept(node.id()));
    }
  }
}
