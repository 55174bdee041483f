package dev.patchbay.session;

import dev.patchbay.cluster.Backend;
import dev.patchbay.routing.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Tells several observers, one after the other. None of them can disturb a session or the others.
 */
record ObserverList(List<SessionObserver> observers) implements SessionObserver {

  @Override
  public void dialled(Role role, Backend node, long nanos) {
    tell(o -> o.dialled(role, node, nanos));
  }

  @Override
  public void opened(Role role, Backend node) {
    tell(o -> o.opened(role, node));
  }

  @Override
  public void dialFailed(Role role, Backend node, Throwable cause) {
    tell(o -> o.dialFailed(role, node, cause));
  }

  @Override
  public void dialNotMade(Role role, Backend node, Throwable cause) {
    tell(o -> o.dialNotMade(role, node, cause));
  }

  @Override
  public void closed(Role role, Optional<Backend> node, CloseReason reason) {
    tell(o -> o.closed(role, node, reason));
  }

  @Override
  public void cut(CutReport report) {
    tell(o -> o.cut(report));
  }

  private void tell(Consumer<SessionObserver> call) {
    for (SessionObserver observer : observers) {
      try {
        call.accept(observer);
      } catch (RuntimeException e) {
        LoggerFactory.getLogger("sessions").atError().setCause(e).log("An observer failed");
      }
    }
  }
}
