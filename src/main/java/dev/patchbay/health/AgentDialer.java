package dev.patchbay.health;

import dev.patchbay.pump.Names;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Connects to agents: to one address of a host after the other, as sessions do, each with its share
 * of the time. The address that answered last is tried first, and sessions are told of it, so that
 * they go where the health check has been. On the control loop, but for {@link #heardFrom}.
 */
final class AgentDialer {
  private final HttpClientAgent client;
  private final Names names;
  private final LoopClock clock;

  /** For each host, where its agent last said that the node is healthy. */
  private final Map<String, InetAddress> heardFrom = new ConcurrentHashMap<>();

  AgentDialer(HttpClientAgent client, Names names, LoopClock clock) {
    this.client = client;
    this.names = names;
    this.clock = clock;
  }

  /** Where this host's agent last said that the node is healthy. From any thread. */
  Optional<InetAddress> heardFrom(String host) {
    return Optional.ofNullable(heardFrom.get(host));
  }

  /** Nobody asks this host any more; if somebody does, it is learned anew. */
  void forget(String host) {
    heardFrom.remove(host);
  }

  /** On this connection to this host's agent it said that the node is healthy. */
  void answered(String host, HttpClientConnection on) {
    Names.ofText(on.remoteAddress().hostAddress()).ifPresent(from -> heardFrom.put(host, from));
  }

  /**
   * Connects to a port of this host.
   *
   * @param options how, and to which port
   * @param leftNanos the living time that is left for all addresses together
   * @param over whether nobody wants the connection any more
   * @return fails when no address takes a connection
   */
  Future<HttpClientConnection> connect(
      HttpConnectOptions options, String host, LongSupplier leftNanos, BooleanSupplier over) {
    return names
        .addresses(host)
        .compose(found -> new Connecting(options, ordered(host, found), leftNanos, over).begin());
  }

  private List<InetAddress> ordered(String host, List<InetAddress> found) {
    List<InetAddress> ordered = new ArrayList<>(found);
    heardFrom(host).filter(ordered::remove).ifPresent(first -> ordered.add(0, first));
    return ordered;
  }

  private final class Connecting {
    private final HttpConnectOptions options;
    private final Queue<InetAddress> untried;
    private final LongSupplier leftNanos;
    private final BooleanSupplier over;
    private final Promise<HttpClientConnection> connection = Promise.promise();
    private Throwable fault;

    Connecting(
        HttpConnectOptions options,
        List<InetAddress> addresses,
        LongSupplier leftNanos,
        BooleanSupplier over) {
      this.options = options;
      this.untried = new ArrayDeque<>(addresses);
      this.leftNanos = leftNanos;
      this.over = over;
    }

    Future<HttpClientConnection> begin() {
      tryNext();
      return connection.future();
    }

    private void tryNext() {
      InetAddress address = untried.poll();
      if (address == null || over.getAsBoolean()) {
        connection.tryFail(fault);
        return;
      }
      Turn turn = new Turn();
      if (!untried.isEmpty()) {
        long share = leftNanos.getAsLong() / (untried.size() + 1);
        turn.limit = Optional.of(clock.alarm(share, () -> turn.failed(noConnection(share))));
      }
      client.connect(to(address)).onSuccess(turn::connected).onFailure(turn::failed);
    }

    private HttpConnectOptions to(InetAddress address) {
      return new HttpConnectOptions(options)
          .setServer(SocketAddress.inetSocketAddress(options.getPort(), address.getHostAddress()));
    }

    private static ConnectException noConnection(long nanos) {
      return new ConnectException(
          "no connection within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }

    /** One address's turn. The client cannot be stopped; what comes too late is closed. */
    private final class Turn {
      private Optional<LoopClock.Alarm> limit = Optional.empty();
      private boolean ended;

      void connected(HttpClientConnection on) {
        if (end()) {
          connection.complete(on);
        } else {
          on.exceptionHandler(e -> {});
          on.close();
        }
      }

      void failed(Throwable cause) {
        if (end()) {
          if (fault == null || (Causes.isOurs(fault) && !Causes.isOurs(cause))) {
            fault = cause;
          }
          tryNext();
        }
      }

      private boolean end() {
        boolean first = !ended;
        ended = true;
        limit.ifPresent(LoopClock.Alarm::cancel);
        return first;
      }
    }
  }
}
