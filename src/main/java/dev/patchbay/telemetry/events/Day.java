package dev.patchbay.telemetry.events;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The last day in steps of {@value #STEP_SECONDS} seconds, each with the most of what was measured
 * within it. The steps are those of the clock on the wall, so that a day goes on after a restart. A
 * clock that was set back forgets what lies ahead. Immutable.
 *
 * @param steps those of which something is known, oldest first, at the most {@value #STEPS}; each
 *     stands at the time of its last sample
 */
public record Day(List<Sample> steps) {
  /** Seconds from one step to the next. */
  public static final int STEP_SECONDS = 300;

  /** How many steps are kept: 24 hours. */
  public static final int STEPS = 288;

  /** Of so many nodes a step is kept, the first in configuration order. */
  public static final int MOST_NODES = 100;

  /** Of which nothing is known. */
  public static final Day EMPTY = new Day(List.of());

  public Day {
    steps = List.copyOf(steps);
  }

  /** What is still of use now of steps from somewhere else, in whatever order they come. */
  static Day of(List<Sample> kept, Instant now) {
    Day day = EMPTY;
    for (Sample step : kept.stream().sorted(Comparator.comparing(Sample::at)).toList()) {
      if (!step.at().isAfter(now)) {
        day = day.with(step);
      }
    }
    return day.until(slot(now));
  }

  /** This day, after one more sample. */
  Day with(Sample sample) {
    long slot = slot(sample.at());
    List<Sample> next = new ArrayList<>(until(slot).steps);
    Sample last = next.isEmpty() ? null : next.get(next.size() - 1);
    if (last != null && slot(last.at()) == slot) {
      next.set(next.size() - 1, most(last, sample));
    } else {
      next.add(most(new Sample(sample.at(), List.of()), sample));
    }
    return new Day(next);
  }

  private Day until(long newest) {
    return new Day(
        steps.stream()
            .filter(s -> slot(s.at()) <= newest && slot(s.at()) > newest - STEPS)
            .toList());
  }

  private static long slot(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
  }

  private static Sample most(Sample before, Sample sample) {
    Map<String, Sample.Node> nodes = new LinkedHashMap<>();
    sample.nodes().forEach(n -> put(nodes, n));
    before.nodes().forEach(n -> put(nodes, n));
    return new Sample(sample.at(), List.copyOf(nodes.values()));
  }

  private static void put(Map<String, Sample.Node> nodes, Sample.Node node) {
    if (nodes.size() < MOST_NODES || nodes.containsKey(node.name())) {
      nodes.merge(node.name(), node, Day::most);
    }
  }

  private static Sample.Node most(Sample.Node a, Sample.Node b) {
    return new Sample.Node(
        a.name(), most(a.sessions(), b.sessions()), most(a.checkMillis(), b.checkMillis()));
  }

  private static OptionalInt most(OptionalInt a, OptionalInt b) {
    return a.isEmpty() || b.isPresent() && b.getAsInt() > a.getAsInt() ? b : a;
  }

  private static OptionalDouble most(OptionalDouble a, OptionalDouble b) {
    return a.isEmpty() || b.isPresent() && b.getAsDouble() > a.getAsDouble() ? b : a;
  }

  /** All steps from the oldest to the newest that is known; what is not known is of no node. */
  public List<Sample> whole() {
    List<Sample> whole = new ArrayList<>();
    for (Sample step : steps) {
      while (!whole.isEmpty() && slot(whole.get(whole.size() - 1).at()) < slot(step.at()) - 1) {
        Instant next = whole.get(whole.size() - 1).at().plus(Duration.ofSeconds(STEP_SECONDS));
        whole.add(new Sample(next, List.of()));
      }
      whole.add(step);
    }
    return whole;
  }
}
