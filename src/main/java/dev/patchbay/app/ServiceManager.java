package dev.patchbay.app;

import dev.patchbay.pump.LocalDatagram;
import dev.patchbay.routing.Follower;
import dev.patchbay.routing.RoutingState;
import dev.patchbay.routing.Transition;
import dev.patchbay.telemetry.logging.Logs;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that started this process, systemd for one, how far it is (sd_notify):
 * ready once the health port is open, with every port bound and the first choice due; and at a stop
 * how long that will take, so that a long drain is not cut short.
 */
final class ServiceManager {
  /** The variable in which a service manager says where it listens. */
  static final String VARIABLE = "NOTIFY_SOCKET";

  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  /** What a stop may take after the drain: that of the parts, and of the exit. */
  private static final int AFTER_DRAIN_SECONDS = 20;

  private final String address;
  private final Executor sender;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * @param address as sd_notify has it
   * @param sender where it may take its time
   */
  ServiceManager(String address, Executor sender) {
    this.address = address;
    this.sender = sender;
  }

  /** Whoever relies on this proxy may begin. From any thread; does not wait. */
  void ready() {
    if (told.compareAndSet(false, true)) {
      sender.execute(() -> tell("READY=1"));
    }
  }

  /** Ready at the first choice, for a proxy without a health port of its own. */
  Follower readyAtTheFirstChoice() {
    return new Follower() {
      @Override
      public void begin(RoutingState routing) {
        if (routing.begun()) {
          ready();
        }
      }

      @Override
      public void next(Transition transition) {
        if (transition.after().begun()) {
          ready();
        }
      }
    };
  }

  /**
   * The process was told to stop, and will not be ready any more. From any thread; does not wait.
   *
   * @param delaySeconds how long traffic goes on
   */
  void stopping(int delaySeconds) {
    told.set(true);
    long micros = (delaySeconds + AFTER_DRAIN_SECONDS) * 1_000_000L;
    sender.execute(() -> tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + micros));
  }

  private void tell(String text) {
    try {
      LocalDatagram.send(address, text);
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("socket", address)
          .addKeyValue("error", e.getMessage() == null ? "it is not there" : e.getMessage())
          .log("Cannot tell the service manager");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
