package dev.patchbay.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.patchbay.acceptance.GaleraCluster;
import dev.patchbay.chaos.Finding.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Plays faults in random order while clients write, looks at the end for all that they were
 * promised, and prints a table.
 *
 * @param <B> what is broken
 */
final class Chaos<B extends Bed> {
  private static final int FINDINGS_SHOWN = 50;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final B bed;
  private final Workload workload;
  private final Random random;
  private final List<Result> results = new ArrayList<>();
  private final List<Window> windows = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean broken;

  private Chaos(B bed, Workload workload, Random random) {
    this.bed = bed;
    this.workload = workload;
    this.random = random;
  }

  /**
   * Plays each fault some times, and judges.
   *
   * @param bed what is broken; it runs already
   * @param times how often each is played at the most
   * @param length after which none is begun
   * @param report the directory for chaos.md and chaos.tsv
   * @return whether nothing was wrong
   */
  static <B extends Bed> boolean run(
      B bed, List<? extends Fault<B>> faults, int times, Duration length, long seed, Path report)
      throws Exception {
    // What the pools have to say of broken connections is in the ledger.
    ((Logger) LoggerFactory.getLogger("com.zaxxer.hikari")).setLevel(Level.OFF);
    bed.awaitWhole();
    try (Connection admin = bed.admin(0)) {
      Chaos<B> chaos = new Chaos<>(bed, Workload.start(admin, bed.proxies()), new Random(seed));
      say("seed " + seed);
      chaos.play(faults, times, length);
      return chaos.judge(report, seed);
    }
  }

  private static void say(String text) {
    System.out.println("[" + CLOCK.format(LocalTime.now()) + "] " + text);
  }

  /** The clients' first connections may be late on a busy machine, as drivers are cold. */
  private void awaitStarted() throws InterruptedException {
    while (!workload.clients().stream().allMatch(c -> c.firstAnswer(0, "").isPresent())) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    TimeUnit.SECONDS.sleep(3);
    windows.add(new Window("start", 0, Clock.micros(), Stage.BOTH));
  }

  /** Rounds of all faults, each in another order. */
  private void play(List<? extends Fault<B>> faults, int times, Duration length)
      throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    awaitStarted();
    for (int round = 0; round < times; round++) {
      List<Fault<B>> order = new ArrayList<>(faults);
      Collections.shuffle(order, random);
      for (Fault<B> fault : order) {
        if (broken || bed.isToStop() || System.nanoTime() - end > 0) {
          return;
        }
        play(fault);
      }
    }
  }

  private void play(Fault<B> fault) throws InterruptedException {
    Stage<B> stage = new Stage<>(fault.key(), bed, workload, random);
    try {
      fault.play(stage);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      stage.find(Kind.CONDUCT, e.toString());
    }
    Result played = stage.result();
    say(
        "%d %s%s: cut %s, answer %s, %d errors, %d sessions left%s"
            .formatted(
                results.size() + 1,
                played.fault(),
                played.former().isEmpty() ? "" : " (" + played.former() + ")",
                millis(played.cutMillis()),
                millis(played.answerMillis()),
                played.errors(),
                played.sessionsLeft(),
                found(stage.findings())));
    int before = stage.findings().size();
    makeWhole(stage);
    say(stage.notes(), stage.findings().subList(before, stage.findings().size()));
    results.add(stage.result());
    windows.addAll(stage.result().windows());
    findings.addAll(stage.findings());
    stage.notes().forEach(note -> notes.add(results.size() + " " + fault.key() + ": " + note));
  }

  private static String found(List<Finding> findings) {
    return findings.isEmpty() ? "" : "; FOUND " + findings;
  }

  private static void say(List<String> notes, List<Finding> findings) {
    notes.forEach(Chaos::say);
    if (!findings.isEmpty()) {
      say("FOUND " + findings);
    }
  }

  private static String millis(OptionalDouble figure) {
    return figure.isEmpty() ? "–" : String.format(Locale.ROOT, "%.0f ms", figure.getAsDouble());
  }

  private void makeWhole(Stage<B> stage) throws InterruptedException {
    try {
      stage.makeWhole();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | AssertionError e) {
      broken = true;
      stage.find(Kind.CONDUCT, "the run ends, it cannot be made whole again: " + e);
    }
  }

  /** Returns whether all was well. */
  private boolean judge(Path report, long seed) throws Exception {
    workload.stop();
    Map<String, List<Row>> rows = new TreeMap<>();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      try (Connection admin = bed.admin(node)) {
        rows.put(Bed.name(node), Workload.rows(admin));
      } catch (SQLException e) {
        findings.add(new Finding(Kind.CONDUCT, Bed.name(node) + " cannot be read: " + e));
      }
    }
    History history = new History(workload.attempts(), rows, windows);
    findings.addAll(Judge.judge(history));
    List<Row> written = Judge.written(history);
    PlayTable table =
        PlayTable.of(
            results, window -> Judge.lateWrites(written, window), fault -> splitsAfter(fault));
    String summary = summary(history, written, seed);
    System.out.println();
    System.out.println(table.text());
    findings.stream().limit(FINDINGS_SHOWN).forEach(System.out::println);
    notes.forEach(System.out::println);
    System.out.println(summary);
    StringBuilder markdown = new StringBuilder(summary).append("\n\n").append(table.markdown());
    findings.forEach(finding -> markdown.append("\n- ").append(finding));
    notes.forEach(note -> markdown.append("\n- note: ").append(note));
    Files.writeString(report.resolve("chaos.md"), markdown.append('\n'));
    Files.writeString(report.resolve("chaos.tsv"), table.tsv());
    return findings.isEmpty();
  }

  private int splitsAfter(String fault) {
    return (int)
        findings.stream()
            .filter(f -> f.kind() == Kind.SPLIT && f.text().startsWith("after " + fault + ","))
            .count();
  }

  private String summary(History history, List<Row> written, long seed) {
    Map<Outcome, Long> outcomes = new TreeMap<>();
    history.attempts().forEach(attempt -> outcomes.merge(attempt.outcome(), 1L, Long::sum));
    return ("%s, seed %d: %d faults; %d clients tried %d writes, %d of them acknowledged, %d"
            + " refused, %d without an answer; %d rows on each of %d nodes; %d findings")
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            seed,
            results.size(),
            workload.clients().size(),
            history.attempts().size(),
            outcomes.getOrDefault(Outcome.ACKNOWLEDGED, 0L),
            outcomes.getOrDefault(Outcome.REFUSED, 0L),
            outcomes.getOrDefault(Outcome.UNKNOWN, 0L),
            written.size(),
            history.rows().size(),
            findings.size());
  }
}
