package dev.patchbay.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlayTableTest {
  private static Result result(String fault, double cut, int errors, int left) {
    OptionalDouble answer = OptionalDouble.of(10 * cut);
    Window window = new Window(fault, 0, 1, Set.of(0));
    return new Result(
        fault, "node0", OptionalDouble.of(cut), answer, errors, 8, left, List.of(window));
  }

  @Test
  void table_hasALineForEachFault_withItsSpread() {
    List<Result> results =
        IntStream.rangeClosed(1, 100).mapToObj(i -> result("killed", i, 12, 1)).toList();

    String tsv = PlayTable.of(results, window -> 2, fault -> 3).tsv();

    assertThat(tsv.lines().toList().get(1))
        .isEqualTo("killed\t100\t50\t99\t100\t500\t990\t1000\t1.5\t100\t200\t3");
  }

  @Test
  void figureThatNoPlayHas_isADash() {
    Result undisturbed =
        new Result("reload", "", OptionalDouble.empty(), OptionalDouble.of(7), 0, 8, 0, List.of());

    String text = PlayTable.of(List.of(undisturbed), window -> 0, fault -> 0).markdown();

    assertThat(text).contains("| reload | 1 | – | – | – | 7 | 7 | 7 | 0.0 | 0 | 0 | 0 |");
  }

  @Test
  void faults_areInTheOrderOfTheirNames() {
    List<Result> results = List.of(result("moved", 1, 0, 0), result("killed", 1, 0, 0));

    assertThat(
            PlayTable.of(results, window -> 0, fault -> 0).text().lines().map(l -> l.split(" ")[0]))
        .containsExactly("fault", "killed", "moved");
  }
}
