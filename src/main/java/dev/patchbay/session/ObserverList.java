package dev.patchbay.session;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import java.util.List;
import java.util.Optional;

/** Tells several observers, one after the other. */
record ObserverList(List<SessionObserver> observers) implements SessionObserver {

  @Override
  public void opened(Role role, Backend node) {
    observers.forEach(o -> o.opened(role, node));
  }

  @Override
  public void dialFailed(Role role, Backend node, Throwable cause) {
    observers.forEach(o -> o.dialFailed(role, node, cause));
  }

  @Override
  public void closed(Role role, Optional<Backend> node, CloseReason reason) {
    observers.forEach(o -> o.closed(role, node, reason));
  }
}
