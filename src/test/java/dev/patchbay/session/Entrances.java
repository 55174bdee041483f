package dev.patchbay.session;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.routing.ActiveNodePolicy;
import dev.patchbay.routing.Router;
import dev.patchbay.testing.Routers;
import dev.patchbay.text.IpLiteral;
import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.ListenerSpec;
import dev.patchbay.topology.Network;
import dev.patchbay.topology.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A session bed whose entrance can be changed as a reload does, and clients from many addresses.
 */
final class Entrances {
  private final SessionBed bed;
  private final Router router;

  /** Both nodes are healthy, and the first is active. */
  Entrances(SessionBed bed) {
    this.bed = bed;
    Health health = Health.unknown(List.of(bed.a.node(), bed.b.node()), Instant.EPOCH);
    router =
        Routers.direct(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), ActiveNodePolicy.STICKY, health);
    List.of(bed.counts, bed.traffic, bed.listener()).forEach(router::follow);
    for (NodeHealth node : health.nodes()) {
      health = health.with(node.after(Verdict.healthy("200"), Instant.EPOCH));
    }
    router.onHealth(health);
  }

  void set(Entrance entrance) {
    Topology now = router.state().topology();
    List<ListenerSpec> listeners = now.listeners().stream().map(l -> l.with(entrance)).toList();
    reload(new Topology(now.nodes(), listeners));
  }

  /** The second node alone is there from now on. */
  void leaveTheFirst() {
    reload(new Topology(List.of(bed.b.node()), router.state().topology().listeners()));
  }

  private void reload(Topology topology) {
    router
        .reload(topology, ActiveNodePolicy.STICKY, Routers.ONLY_AT_START)
        .toCompletableFuture()
        .join();
  }

  Socket connectFrom(String address) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(30_000);
    socket.bind(new InetSocketAddress(IpLiteral.parse(address).orElseThrow(), 0));
    socket.connect(bed.address());
    return socket;
  }

  static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::parse).flatMap(Optional::stream).toList();
  }
}
