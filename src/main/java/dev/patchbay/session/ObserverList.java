package dev.patchbay.session;

import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.Node;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Tells several observers, one after the other. None of them can disturb a session or the others.
 */
record ObserverList(List<SessionObserver> observers) implements SessionObserver {

  @Override
  public void dialled(ListenerId listener, Node node, long nanos) {
    tell(o -> o.dialled(listener, node, nanos));
  }

  @Override
  public void opened(ListenerId listener, Node node) {
    tell(o -> o.opened(listener, node));
  }

  @Override
  public void dialFailed(ListenerId listener, Node node, Throwable cause) {
    tell(o -> o.dialFailed(listener, node, cause));
  }

  @Override
  public void dialNotMade(ListenerId listener, Node node, Throwable cause) {
    tell(o -> o.dialNotMade(listener, node, cause));
  }

  @Override
  public void refused(ListenerId listener, InetAddress source, CloseReason reason, String detail) {
    tell(o -> o.refused(listener, source, reason, detail));
  }

  @Override
  public void closed(ListenerId listener, Optional<Node> node, CloseReason reason) {
    tell(o -> o.closed(listener, node, reason));
  }

  @Override
  public void cut(SessionsCut report) {
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
