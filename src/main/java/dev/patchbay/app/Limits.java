package dev.patchbay.app;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.session.LimitWatch;
import dev.patchbay.session.SessionCap;
import dev.patchbay.session.SessionLimit;
import dev.patchbay.telemetry.logging.Logs;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.web.WebLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many sessions and web connections there may be, by descriptors, memory and configuration. */
final class Limits {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  /** So many nodes descriptors are kept for where nobody knows before: for each name. */
  private static final int NODES_OF_A_NAME = 8;

  private final Loops loops;
  private final FileLimit.Own own;
  private final FileLimit files;
  private final SessionLimit sessions;

  Limits(PatchbayConfig config, Loops loops) {
    this.loops = loops;
    this.own =
        new FileLimit.Own(
            FileLimit.openNow() + config.listeners().size(),
            nodes(config),
            config.api().proxyUris().size(),
            loops.count());
    this.files = FileLimit.ofThisProcess(own);
    this.sessions = new SessionLimit(cap(config), System::nanoTime);
  }

  private static int nodes(PatchbayConfig config) {
    return config.proxy().backends().size() + NODES_OF_A_NAME * config.proxy().discover().size();
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

  /** Goes on by the second; complains if it wants more than there can be, and the first did not. */
  void reload(PatchbayConfig before, PatchbayConfig after) {
    int wanted = before.proxy().maxSessions();
    boolean known = wanted == after.proxy().maxSessions() && wanted > sessions.cap().sessions();
    sessions.cap(cap(after));
    if (!known) {
      complain(after);
    }
  }

  /** More nodes and other proxies need more files, which are then not for sessions. */
  private SessionCap cap(PatchbayConfig config) {
    FileLimit.Own needed = own.with(nodes(config), config.api().proxyUris().size());
    return SessionCap.smallest(
        config.proxy().maxSessions(),
        FileLimit.ofThisProcess(needed).maxSessions(),
        MemoryLimit.maxSessions(
            Runtime.getRuntime().maxMemory(),
            loops.pump().usesRings(),
            config.listeners().stream().anyMatch(port -> port.mysql().isPresent()),
            config.listeners().stream()
                .anyMatch(port -> port.mysql().flatMap(MysqlTerms::tls).isPresent())));
  }

  private void complain(PatchbayConfig config) {
    SessionCap cap = sessions.cap();
    int wanted = config.proxy().maxSessions();
    if (wanted > cap.sessions()) {
      LOG.atError()
          .addKeyValue("limit", cap.sessions())
          .log(
              "Proxy.MaxSessions is {}, but {} allows fewer; {}",
              wanted,
              cap.by().words(),
              cap.by().advice());
    }
  }

  /** Complains if more are wanted than there can be, and tells from now on when clients wait. */
  void watch(PatchbayConfig config, LimitWatch.Listener listener) {
    complain(config);
    LimitWatch watch = new LimitWatch(sessions, System::nanoTime, listener);
    loops
        .control()
        .runOnContext(v -> loops.vertx().setPeriodic(LimitWatch.LOOK_MILLIS, t -> watch.look()));
  }
}
