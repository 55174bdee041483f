package dev.patchbay.health;

import dev.patchbay.pump.Names;
import dev.patchbay.topology.Node;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The health check over HTTP. One time limit covers all of it: the look-up, the connection, TLS,
 * the answer, and where the agent's TLS cannot be reached, the second try without it. It is counted
 * on the loop's own clock. The connection is kept for the next check of the same node.
 */
final class HttpAgentCheck implements AgentCheck {
  private final HttpClientAgent client;
  private final LoopClock clock;
  private final FileReserve reserve;
  private final int timeoutMillis;
  private final AgentAddresses addresses;
  private final AgentDialer dialer;
  private final KeptConnections kept = new KeptConnections();

  /**
   * @param names what looks hosts up; the same that sessions use, so that both hear the same
   * @param timeoutMillis a check with no complete answer in this time has failed
   * @param tls how the agents are verified; empty means plain http
   * @param reserve file descriptors for checks alone
   */
  HttpAgentCheck(
      Vertx vertx,
      Names names,
      LoopClock clock,
      int timeoutMillis,
      Optional<CheckSettings.Tls> tls,
      FileReserve reserve) {
    this.clock = clock;
    this.reserve = reserve;
    this.timeoutMillis = timeoutMillis;
    this.addresses = new AgentAddresses(timeoutMillis, tls);
    this.client = vertx.createHttpClient(AgentAddresses.clientOptions(timeoutMillis, tls));
    this.dialer = new AgentDialer(client, names, clock);
  }

  /**
   * Makes what the first check of all would have to wait for while the loop's clock goes on: the
   * client's TLS settings are read on another thread. All else that is slow the first time happens
   * on the loop, and so on no node's account. Port 0 is nobody's.
   */
  @Override
  public Future<Void> prepare() {
    Causes.prepare();
    return client.connect(addresses.nobody()).<Void>mapEmpty().otherwiseEmpty();
  }

  @Override
  public Optional<InetAddress> heardFrom(String host) {
    return dialer.heardFrom(host);
  }

  @Override
  public Future<Verdict> check(Node node) {
    CheckRun run =
        new CheckRun(dialer, addresses, node, clock, reserve, timeoutMillis, kept.take(node));
    return run.verdict()
        .onComplete(
            v -> {
              run.reusable().ifPresent(on -> kept.keep(node, on));
              reserve.refill();
            });
  }

  @Override
  public Future<HttpClientConnection> connect(Node node) {
    LoopClock.Alarm end = clock.alarm(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), () -> {});
    return connect(addresses.first(node), node, end)
        .recover(
            fault ->
                addresses
                    .second(node)
                    .filter(plain -> Causes.certificateFault(fault).isEmpty())
                    .map(plain -> connect(plain, node, end))
                    .orElse(Future.failedFuture(fault)))
        .onComplete(done -> end.cancel());
  }

  private Future<HttpClientConnection> connect(
      HttpConnectOptions options, Node node, LoopClock.Alarm end) {
    return dialer.connect(options, node.host(), end::leftNanos, () -> false);
  }

  @Override
  public void onLost(Consumer<Node> listener) {
    kept.onLost(listener);
  }

  @Override
  public void forget(Node node) {
    kept.forget(node);
    dialer.forget(node.host());
  }

  @Override
  public void close() {
    kept.clear();
    client.close();
  }
}
