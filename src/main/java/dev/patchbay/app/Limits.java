package dev.patchbay.app;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.config.ProxyConfig;
import dev.patchbay.session.LimitWatch;
import dev.patchbay.session.SessionCap;
import dev.patchbay.session.SessionLimit;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.web.WebLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many sessions and web connections there may be, by descriptors, memory and configuration. */
final class Limits {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  private final Loops loops;
  private final FileLimit files;
  private final SessionLimit sessions;
  private volatile int wanted;

  Limits(PatchbayConfig config, Loops loops) {
    this.loops = loops;
    this.files =
        FileLimit.ofThisProcess(
            new FileLimit.Own(
                FileLimit.openNow(),
                config.proxy().backends().size(),
                config.api().proxyUris().size(),
                loops.count()));
    this.wanted = config.proxy().maxSessions();
    this.sessions = new SessionLimit(cap(), System::nanoTime);
  }

  /** The bound of the sessions. From any thread. */
  SessionLimit sessions() {
    return sessions;
  }

  /** For each listener of the web side, by descriptors and by memory. */
  int maxWebConnections() {
    long heap = Runtime.getRuntime().maxMemory();
    return Math.min(
        files.maxWebConnections(), WebLimits.connectionsThatFit(heap, FileLimit.WEB_LISTENERS));
  }

  /** Goes on by this configuration. */
  void reload(ProxyConfig proxy) {
    wanted = proxy.maxSessions();
    sessions.cap(cap());
  }

  private SessionCap cap() {
    return SessionCap.smallest(
        wanted, files.maxSessions(), MemoryLimit.maxSessions(Runtime.getRuntime().maxMemory()));
  }

  /** Complains if more are wanted than there can be, and tells from now on when clients wait. */
  void watch(LimitWatch.Listener listener) {
    SessionCap cap = sessions.cap();
    if (wanted > cap.sessions()) {
      LOG.atError()
          .addKeyValue("limit", cap.sessions())
          .log(
              "Proxy.MaxSessions is {}, but {} allows fewer; {}",
              wanted,
              cap.by().words(),
              cap.by().advice());
    }
    LimitWatch watch = new LimitWatch(sessions, System::nanoTime, listener);
    loops
        .control()
        .runOnContext(v -> loops.vertx().setPeriodic(LimitWatch.LOOK_MILLIS, t -> watch.look()));
  }
}
