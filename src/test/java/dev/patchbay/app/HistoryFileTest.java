package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.telemetry.events.Day;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileTest {
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.125Z");

  @TempDir private Path dir;

  @Test
  void whatWasWritten_isReadAgain() throws Exception {
    Sample sample =
        new Sample(
            AT,
            List.of(
                new Sample.Node("mysql/<0> \"☃\"", OptionalInt.of(3), OptionalDouble.of(1.5)),
                new Sample.Node("mysql/1", OptionalInt.empty(), OptionalDouble.of(2))));
    History.Kept kept =
        new History.Kept(
            List.of(sample, new Sample(AT.plusSeconds(5), List.of())), new Day(List.of(sample)));
    HistoryFile file = HistoryFile.beside(dir.resolve("state.json"));

    file.write(kept);

    assertThat(file.path()).isEqualTo(dir.resolve("state.json.history")).isRegularFile();
    assertThat(file.read()).isEqualTo(kept);
  }

  @Test
  void noFile_isNoPast() throws Exception {
    assertThat(new HistoryFile(dir.resolve("none")).read()).isEqualTo(History.Kept.NOTHING);
  }

  /** A day of the most nodes, with names as long as they may be, which come and go. */
  @Test
  void mostThatThereMayBe_isWritten_andBounded() throws Exception {
    List<Sample> steps = new ArrayList<>();
    for (int i = 0; i < Day.STEPS; i++) {
      int step = i;
      steps.add(
          new Sample(
              AT.plusSeconds(i * 300L),
              IntStream.range(0, Day.MOST_NODES)
                  .mapToObj(
                      n ->
                          new Sample.Node(
                              "W".repeat(2000) + (n + step),
                              OptionalInt.of(Integer.MAX_VALUE),
                              OptionalDouble.of(123_456.7)))
                  .toList()));
    }
    HistoryFile file = new HistoryFile(dir.resolve("large"));

    file.write(new History.Kept(steps.subList(0, History.STEPS), new Day(steps)));

    System.out.printf("The largest history file has %d bytes%n", Files.size(file.path()));
    assertThat(Files.size(file.path())).isLessThan(4 * 1024 * 1024);
    assertThat(file.read().day().steps()).hasSize(Day.STEPS);
  }

  @Test
  void linkInThePlaceOfTheNextFile_isNotFollowed() throws Exception {
    HistoryFile file = new HistoryFile(dir.resolve("history"));
    Path victim = Files.writeString(dir.resolve("victim"), "mine");
    Files.createSymbolicLink(dir.resolve("history.new"), victim);

    file.write(History.Kept.NOTHING);

    assertThat(victim).hasContent("mine");
    assertThat(file.read()).isEqualTo(History.Kept.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0\0\0\0",
        "not JSON",
        "[]",
        "{}",
        "{\"version\":2,\"nodes\":[],\"minutes\":[],\"day\":[]}",
        "{\"version\":1}",
        "{\"version\":1,\"nodes\":[7],\"minutes\":[],\"day\":[]}",
        "{\"version\":1,\"nodes\":{},\"minutes\":[],\"day\":[]}",
        "{\"version\":1,\"nodes\":[\"a\"],\"minutes\":[[1,[],[]]],\"day\":[]}",
        "{\"version\":1,\"nodes\":[\"a\"],\"minutes\":[[1,[\"x\"],[1]]],\"day\":[]}",
        "{\"version\":1,\"nodes\":[\"a\"],\"minutes\":[[-1,[1],[1]]],\"day\":[]}",
        "{\"version\":1,\"nodes\":[\"a\"],\"minutes\":[[1e300,[1],[1]]],\"day\":[]}",
        "{\"version\":1,\"nodes\":[\"a\"],\"minutes\":[[1,[-1],[1]]],\"day\":[]}",
        "{\"version\":1,\"nodes\":[\"a\"],\"minutes\":[],\"day\":[[1,[1],[-1]]]}",
        "{\"version\":1,\"nodes\":[\"a\"],\"minutes\":[null],\"day\":[]}",
        "{\"version\":1,\"disabled\":[]}"
      })
  void fileThatIsNone_isIgnored_andReplacedByTheNext(String content) throws Exception {
    HistoryFile file = new HistoryFile(dir.resolve("bad"));
    Files.writeString(file.path(), content);

    assertThatThrownBy(file::read).isInstanceOf(WholeFile.Damaged.class);
    assertThat(HistoryKeeper.read(file)).isEqualTo(History.Kept.NOTHING);

    file.write(History.Kept.NOTHING);
    assertThat(file.read()).isEqualTo(History.Kept.NOTHING);
  }

  @Test
  void fileThatIsTooDeepOrTooLarge_isIgnored() throws Exception {
    Path deep = Files.writeString(dir.resolve("deep"), "[".repeat(1_000_000));
    Path large = Files.writeString(dir.resolve("large"), " ".repeat(9 * 1024 * 1024));

    assertThat(HistoryKeeper.read(new HistoryFile(deep))).isEqualTo(History.Kept.NOTHING);
    assertThat(HistoryKeeper.read(new HistoryFile(large))).isEqualTo(History.Kept.NOTHING);
  }

  @Test
  void whatIsNoFile_isIgnored() throws IOException {
    Path loop = Files.createSymbolicLink(dir.resolve("loop"), dir.resolve("loop"));

    assertThat(HistoryKeeper.read(new HistoryFile(dir))).isEqualTo(History.Kept.NOTHING);
    assertThat(HistoryKeeper.read(new HistoryFile(loop))).isEqualTo(History.Kept.NOTHING);
  }
}
