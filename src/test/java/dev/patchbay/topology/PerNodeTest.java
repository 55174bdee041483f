package dev.patchbay.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PerNodeTest {
  private static final Node A = new Node("a", "10.0.0.1", 3306, 9200, "/");
  private static final Node B = new Node("b", "10.0.0.2", 3306, 9200, "/");

  private final List<String> ended = new ArrayList<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final PerNode<String> things =
      new PerNode<>(id -> id.name() + begun.incrementAndGet(), ended::add);

  @Test
  void thing_isThereAsLongAsItsNode() {
    things.begin(List.of(A));
    assertThat(things.of(A.id())).contains("a1");
    assertThat(things.of(B.id())).isEmpty();

    things.change(new TopologyChange(List.of(B), List.of(A), List.of(), false));

    assertThat(things.of(A.id())).isEmpty();
    assertThat(things.of(B.id())).contains("b2");
    assertThat(things.all()).containsExactly("b2");
    assertThat(ended).containsExactly("a1");
  }

  @Test
  void nodeThatStays_keepsItsThing_whateverItsAddressAndPlace() {
    things.begin(List.of(A, B));
    Node moved = new Node("a", "10.0.0.9", 3306, 9200, "/");

    things.change(new TopologyChange(List.of(), List.of(), List.of(moved), true));

    assertThat(things.of(A.id())).contains("a1");
    assertThat(ended).isEmpty();
  }

  @Test
  void nodeThatComesBack_beginsAnew() {
    things.begin(List.of(A));
    things.change(new TopologyChange(List.of(), List.of(A), List.of(), false));

    things.change(new TopologyChange(List.of(A), List.of(), List.of(), false));

    assertThat(things.of(A.id())).contains("a2");
  }

  @Test
  void beginningTwice_isBeginningOnce() {
    things.begin(List.of(A));
    things.begin(List.of(A));

    assertThat(things.of(A.id())).contains("a1");
  }

  @Test
  void nodeThatWasNeverThere_mayBeRemoved() {
    things.change(new TopologyChange(List.of(), List.of(A), List.of(), false));

    assertThat(ended).isEmpty();
  }
}
