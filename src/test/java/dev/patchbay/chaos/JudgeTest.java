package dev.patchbay.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.chaos.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Forged histories: each fault that a run could show is found, and nothing in a good one. */
class JudgeTest {
  private static final Window FAILOVER = new Window("killed", 1_000, 2_000, Set.of(0, 1));
  private static final Window PROXY = new Window("proxy-killed", 4_000, 5_000, Set.of(1));

  private final List<Attempt> attempts = new ArrayList<>();
  private final Map<String, List<Row>> rows =
      new TreeMap<>(Map.of("a", new ArrayList<>(), "b", new ArrayList<>(), "c", new ArrayList<>()));

  /** Writes at a, a failover in which one gets lost and one arrives unheard, then writes at b. */
  private void good() {
    written(1, 0, 100, "a");
    written(2, 1, 900, "a");
    failed(3, 0, 1_050, Outcome.UNKNOWN);
    failed(4, 1, 1_060, Outcome.UNKNOWN);
    everywhere(new Row(4, 0, "a", 1_001));
    failed(5, 1, 1_100, Outcome.REFUSED);
    written(6, 0, 1_500, "b");
    written(7, 1, 2_500, "b");
    failed(8, 1, 4_500, Outcome.UNKNOWN);
    written(9, 0, 4_600, "b");
    transaction(10, 0, 6_000, "b", 2);
  }

  private void written(long id, int proxy, long at, String node) {
    transaction(id, proxy, at, node, 1);
  }

  private void transaction(long id, int proxy, long at, String node, int parts) {
    attempts.add(new Attempt(id, proxy, proxy, parts, at, at + 5, Outcome.ACKNOWLEDGED, node, ""));
    for (int part = 0; part < parts; part++) {
      everywhere(new Row(id, part, node, at + 2));
    }
  }

  private void failed(long id, int proxy, long ended, Outcome outcome) {
    attempts.add(new Attempt(id, proxy, proxy, 1, ended - 60, ended, outcome, "", "cut"));
  }

  private void everywhere(Row row) {
    rows.values().forEach(of -> of.add(row));
  }

  private List<Finding> judged() {
    return Judge.judge(new History(attempts, rows, List.of(PROXY, FAILOVER)));
  }

  private List<Kind> kinds() {
    return judged().stream().map(Finding::kind).toList();
  }

  @Test
  void goodHistory_hasNoFinding() {
    good();

    assertThat(judged()).isEmpty();
  }

  @Test
  void acknowledgedCommitThatNoNodeHas_isLost() {
    good();

    rows.values().forEach(of -> of.removeIf(row -> row.id() == 7));

    assertThat(kinds()).containsOnly(Kind.LOST).hasSize(3);
  }

  @Test
  void acknowledgedCommitThatOneNodeLacks_isLost() {
    good();

    rows.get("c").removeIf(row -> row.id() == 2);

    assertThat(kinds()).containsExactly(Kind.LOST, Kind.DIFFERENT);
    assertThat(judged().get(0).text()).contains("c,", "write 2", "0 of 1");
  }

  @Test
  void commitOfWhichARowIsMissing_isLost() {
    good();

    rows.values().forEach(of -> of.removeIf(row -> row.id() == 10 && row.part() == 1));

    assertThat(kinds()).containsOnly(Kind.LOST).hasSize(3);
  }

  @Test
  void unansweredTransactionThatIsThereInHalf_isTorn() {
    good();

    attempts.add(new Attempt(11, 0, 0, 2, 1_100, 1_200, Outcome.UNKNOWN, "", "cut"));
    everywhere(new Row(11, 1, "a", 1_150));

    assertThat(kinds()).containsOnly(Kind.TORN).hasSize(3);
  }

  @Test
  void commitThatIsThereTwice_isDoubled() {
    good();

    everywhere(new Row(6, 0, "b", 1_600));

    assertThat(kinds()).containsOnly(Kind.DOUBLED).hasSize(3);
  }

  @Test
  void unansweredCommitThatIsThereTwice_isDoubled() {
    good();

    everywhere(new Row(4, 0, "b", 1_600));

    assertThat(kinds()).containsOnly(Kind.DOUBLED).hasSize(3);
  }

  @Test
  void refusedWriteThatIsThere_isUnexpected() {
    good();

    everywhere(new Row(5, 0, "a", 1_001));

    assertThat(kinds()).containsOnly(Kind.UNEXPECTED).hasSize(3);
  }

  @Test
  void rowThatNobodyWrote_isUnexpected() {
    good();

    everywhere(new Row(99, 0, "b", 3_000));

    assertThat(kinds()).containsOnly(Kind.UNEXPECTED).hasSize(3);
  }

  @Test
  void unansweredCommitThatOnlyOneNodeHas_isADifference() {
    good();

    rows.get("b").add(new Row(3, 0, "a", 1_002));

    assertThat(kinds()).containsExactly(Kind.DIFFERENT, Kind.DIFFERENT);
  }

  @Test
  void errorBeforeAndAfterAWindow_isFound() {
    good();

    failed(20, 0, 999, Outcome.UNKNOWN);
    failed(21, 0, 2_001, Outcome.REFUSED);

    assertThat(kinds()).containsExactly(Kind.ERROR_OUTSIDE, Kind.ERROR_OUTSIDE);
  }

  @Test
  void errorThroughTheOtherProxy_isFound() {
    good();

    failed(20, 0, 4_500, Outcome.UNKNOWN);

    assertThat(kinds()).containsExactly(Kind.ERROR_OUTSIDE);
  }

  @Test
  void writesAtTwoNodesBetweenWindows_areASplit() {
    good();

    written(20, 1, 2_600, "a");

    assertThat(kinds()).containsExactly(Kind.SPLIT);
    assertThat(judged().get(0).text()).contains("killed", "a and b");
  }

  @Test
  void moveOutsideAWindow_isASplit() {
    good();

    written(20, 1, 6_100, "a");

    assertThat(kinds()).containsExactly(Kind.SPLIT);
  }

  @Test
  void lateWrites_areThoseOfOtherNodesAfterTheFirstOfTheLast() {
    good();
    written(20, 1, 1_480, "a");
    written(21, 1, 1_510, "a");
    written(22, 1, 1_520, "c");
    written(23, 1, 1_530, "b");

    History history = new History(attempts, rows, List.of(FAILOVER, PROXY));

    List<Row> written = Judge.written(history);
    assertThat(Judge.lateWrites(written, FAILOVER)).isEqualTo(2);
    assertThat(Judge.lateWrites(written, PROXY)).isZero();
  }
}
