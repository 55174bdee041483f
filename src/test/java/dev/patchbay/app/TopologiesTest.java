package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.discovery.Discovered;
import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodePattern;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologiesTest {
  private static final Node A = node("a");
  private static final Node B = node("b");

  @Test
  void nodesThatWereFound_standAtThePlaceOfTheirEntry() throws Exception {
    NodePattern first = pattern("first", 0);
    NodePattern middle = pattern("middle", 1);
    NodePattern last = pattern("last", 2);
    Discovered found =
        new Discovered(
            Map.of(
                last, List.of(node("last-1")),
                first, List.of(node("first-1"), node("first-2")),
                middle, List.of(node("middle-1"))));

    assertThat(names(List.of(A, B), List.of(first, middle, last), found))
        .containsExactly("first-1", "first-2", "a", "middle-1", "b", "last-1");
  }

  @Test
  void nameThatIsNotFollowedYet_hasNoNodes_andAFormerOneNoMore() throws Exception {
    Discovered found = new Discovered(Map.of(pattern("former", 0), List.of(node("former-1"))));

    assertThat(names(List.of(A), List.of(pattern("new", 0)), found)).containsExactly("a");
  }

  /** Two nodes of one name cannot be; that an operator brings it about must not end the proxy. */
  @Test
  void nodeThatWasFoundWithTheNameOfAnother_isLeftOut() throws Exception {
    NodePattern one = pattern("one", 0);
    NodePattern two = pattern("two", 0);
    Discovered found =
        new Discovered(
            Map.of(one, List.of(node("a"), node("x")), two, List.of(node("x"), node("y"))));

    assertThat(names(List.of(A), List.of(one, two), found)).containsExactly("x", "y", "a");
  }

  private static List<String> names(List<Node> nodes, List<NodePattern> patterns, Discovered found)
      throws Exception {
    try (ProxyBed bed = new ProxyBed(0, 100).with(nodes, patterns)) {
      PatchbayConfig config = bed.config;
      return Topologies.of(config, found).nodes().stream().map(Node::name).toList();
    }
  }

  private static NodePattern pattern(String name, int place) {
    return new NodePattern(name, name + ".test", 3306, 9201, "status", 60, 0, place);
  }

  private static Node node(String name) {
    return new Node(name, "127.0.0.1", 3306, 9201, "status");
  }
}
