package dev.patchbay.app;

import dev.patchbay.session.CloseReason;
import dev.patchbay.session.Listener;
import dev.patchbay.telemetry.logging.ListenerLog;
import dev.patchbay.text.HostPort;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.MysqlTerms;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The MySQL ports. Their end is that of every session. */
final class MysqlListeners implements Component {
  private final Binder binder;
  private final String host;
  private final List<Listener> listeners;
  private final List<Listener> bound = new ArrayList<>();

  /**
   * @param host where they listen, as it was configured; empty for all interfaces
   * @param listeners that follow the router, none of them bound
   */
  MysqlListeners(Binder binder, String host, List<Listener> listeners) {
    this.binder = binder;
    this.host = host;
    this.listeners = listeners;
  }

  @Override
  public String name() {
    return "MySQL listeners";
  }

  @Override
  public void start() throws StartFailure {
    for (Listener listener : listeners) {
      ListenerSpec spec = listener.spec();
      bound.add(listener);
      if (spec.listens()) {
        InetSocketAddress address = binder.bind(listener);
        ListenerLog.listening(spec.id(), HostPort.of(host, address.getPort()));
        if (spec.mysql().flatMap(MysqlTerms::tls).filter(MysqlListeners::trustsAll).isPresent()) {
          ListenerLog.nodesNotVerified(spec.id());
        }
      }
    }
  }

  private static boolean trustsAll(ListenerTls tls) {
    return tls.nodeAuthorities().isEmpty();
  }

  @Override
  public Future<?> stop() {
    return Future.join(bound.stream().map(MysqlListeners::end).toList());
  }

  private static Future<?> end(Listener listener) {
    return Future.fromCompletionStage(listener.stopAccepting())
        .eventually(() -> Future.fromCompletionStage(listener.cutAll(CloseReason.SHUTDOWN)))
        .onSuccess(v -> ListenerLog.exited(listener.spec().id()));
  }
}
