package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutlierDetectorTest {
  private static final Node NODE = new Node("mysql/0", "127.0.0.1", 3306, 9200, "/");
  private static final Node OTHER = new Node("mysql/1", "127.0.0.2", 3306, 9200, "/");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<NodeId> doubted = new ArrayList<>();
  private final OutlierDetector detector = new OutlierDetector(doubted::add, now::get);

  @BeforeEach
  void begin() {
    detector.begin(List.of(NODE, OTHER));
  }

  @Test
  void dialThatFailed_castsDoubtAtOnce() {
    detector.dialFailed(NODE.id());

    assertThat(doubted).containsExactly(NODE.id());
  }

  @Test
  void losses_castDoubtOnceASecondWhenThereAreEnough() {
    lose(NODE, OutlierDetector.LOSSES - 1);
    assertThat(doubted).isEmpty();

    lose(NODE, 20);

    assertThat(doubted).containsExactly(NODE.id());
  }

  @Test
  void lossesOfAnotherSecond_areCountedAnew() {
    lose(NODE, OutlierDetector.LOSSES - 1);
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));

    lose(NODE, OutlierDetector.LOSSES - 1);
    assertThat(doubted).isEmpty();

    lose(NODE, 1);
    assertThat(doubted).containsExactly(NODE.id());
  }

  @Test
  void losses_areCountedByNode() {
    lose(NODE, OutlierDetector.LOSSES - 1);
    lose(OTHER, OutlierDetector.LOSSES - 1);

    assertThat(doubted).isEmpty();
  }

  @Test
  void lossesOfANodeThatIsNoMore_sayNothing() {
    detector.change(
        new Topology(List.of(NODE, OTHER), List.of())
            .changeTo(new Topology(List.of(OTHER), List.of())));

    lose(NODE, OutlierDetector.LOSSES);

    assertThat(doubted).isEmpty();
  }

  private void lose(Node node, int times) {
    for (int i = 0; i < times; i++) {
      detector.sessionLost(node.id());
    }
  }
}
