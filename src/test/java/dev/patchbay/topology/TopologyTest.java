package dev.patchbay.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.testing.Routers;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final Node A = node("a", "10.0.0.1");
  private static final Node B = node("b", "10.0.0.2");
  private static final Node C = node("c", "10.0.0.3");

  @Test
  void sameNodes_areNoChange() {
    TopologyChange change = change(List.of(A, B), List.of(A, node("b", "10.0.0.2")));

    assertThat(change.isEmpty()).isTrue();
  }

  @Test
  void newIds_areAdded_inTheNewOrder() {
    TopologyChange change = change(List.of(B), List.of(C, B, A));

    assertThat(change).isEqualTo(new TopologyChange(List.of(C, A), List.of(), List.of(), false));
    assertThat(change.isEmpty()).isFalse();
  }

  @Test
  void idsThatAreNoMore_areRemoved_inTheFormerOrder() {
    TopologyChange change = change(List.of(C, B, A), List.of(B));

    assertThat(change).isEqualTo(new TopologyChange(List.of(), List.of(C, A), List.of(), false));
  }

  @Test
  void sameIdWithAnotherAddress_isChanged_andGivenAsItIsNow() {
    Node otherServer = node("a", "10.0.0.9");
    Node otherAgent = new Node("b", B.host(), B.port(), 9201, "/");

    TopologyChange change = change(List.of(A, B, C), List.of(otherServer, otherAgent, C));

    assertThat(change)
        .isEqualTo(
            new TopologyChange(List.of(), List.of(), List.of(otherServer, otherAgent), false));
    assertThat(change.changed(A.id())).contains(otherServer);
    assertThat(change.changed(C.id())).isEmpty();
  }

  @Test
  void sameAddressUnderANewId_isAnotherNode() {
    Node renamed = node("z", A.host());

    TopologyChange change = change(List.of(A), List.of(renamed));

    assertThat(change)
        .isEqualTo(new TopologyChange(List.of(renamed), List.of(A), List.of(), false));
  }

  @Test
  void nodesInAnotherOrder_areReordered_andNothingElse() {
    TopologyChange change = change(List.of(A, B, C), List.of(B, A, C));

    assertThat(change).isEqualTo(new TopologyChange(List.of(), List.of(), List.of(), true));
    assertThat(change.isEmpty()).isFalse();
  }

  /** What is before or after a node that comes or goes is in the same order all the same. */
  @Test
  void nodesBesideOthersThatComeAndGo_areNotReordered() {
    TopologyChange change = change(List.of(A, B), List.of(C, B));

    assertThat(change).isEqualTo(new TopologyChange(List.of(C), List.of(A), List.of(), false));
  }

  @Test
  void nodeThatIsThereTwice_isRefused() {
    List<Node> nodes = List.of(A, B, node("a", "10.0.0.9"));

    assertThatThrownBy(() -> Routers.topology(nodes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a is there twice");
  }

  @Test
  void listenerThatIsThereTwice_isRefused() {
    ListenerSpec active = Routers.topology(List.of()).listeners().get(0);
    List<ListenerSpec> listeners = List.of(active, active);

    assertThatThrownBy(() -> new Topology(List.of(A), listeners))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("active is there twice");
  }

  @Test
  void nodesAndListeners_areFoundByTheirIds() {
    Topology topology = Routers.activeOnly(List.of(A, B));

    assertThat(topology.node(new NodeId("b"))).contains(B);
    assertThat(topology.node(new NodeId("c"))).isEmpty();
    assertThat(topology.ids()).containsExactly(A.id(), B.id());
    assertThat(topology.listener(ListenerId.ACTIVE)).isPresent();
    assertThat(topology.listener(ListenerId.INACTIVE)).isEmpty();
  }

  private static Node node(String name, String host) {
    return new Node(name, host, 3306, 9200, "/");
  }

  private static TopologyChange change(List<Node> before, List<Node> after) {
    Topology topology = Routers.topology(before);
    return topology.changeTo(topology.withNodes(after));
  }
}
