package dev.patchbay.chaos;

import dev.patchbay.acceptance.GaleraCluster;
import dev.patchbay.chaos.Finding.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Where one fault is played: it says what the fault does, what must come of it, and measures that.
 * A play may have several acts, of which the worst figures count.
 *
 * @param <B> what can be broken here
 */
final class Stage<B extends Bed> {
  interface Step {
    void run() throws Exception;
  }

  static final Set<Integer> BOTH = Set.of(0, 1);

  /** How long anything may take until it is given up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LONGEST_CUT = Duration.ofSeconds(15);

  /** What is under way when all is well again may still be told of the end of its session. */
  private static final Duration AFTERMATH = Duration.ofMillis(500);

  private final String fault;
  private final B bed;
  private final Workload workload;
  private final Random random;
  private final List<Window> windows = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private String former = "";
  private OptionalDouble cut = OptionalDouble.empty();
  private OptionalDouble answer = OptionalDouble.empty();
  private int errors;
  private int sessionsLeft;

  Stage(String fault, B bed, Workload workload, Random random) {
    this.fault = fault;
    this.bed = bed;
    this.workload = workload;
    this.random = random;
  }

  B bed() {
    return bed;
  }

  Random random() {
    return random;
  }

  List<Finding> findings() {
    return findings;
  }

  /** What the cluster did by itself, and is no finding: a line each. */
  List<String> notes() {
    return notes;
  }

  Result result() {
    return new Result(
        fault,
        former,
        cut,
        answer,
        errors,
        workload.clients().size(),
        sessionsLeft,
        List.copyOf(windows));
  }

  /** A node that is not this one. */
  int otherThan(int node) {
    return (node + 1 + random.nextInt(GaleraCluster.NODES - 1)) % GaleraCluster.NODES;
  }

  void pause(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  /** At any moment between two checks, as in life. */
  private void pauseAtRandom() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(1000));
  }

  /** What is done before or after the fault, and not measured, but may be noticed by clients. */
  void prepare(Step step) throws Exception {
    Act act = new Act(BOTH);
    try {
      step.run();
      long done = Clock.micros();
      act.await("every client has an answer", () -> answered(done, ""));
      pause(AFTERMATH);
    } finally {
      windows.add(act.window());
    }
  }

  /**
   * Mends all that is broken. Nobody may notice, unless the nodes' own logs say that their group
   * had no primary component meanwhile, as happens when a lost member is heard again: such a group
   * refuses all that is asked of it, and the proxies are right to leave its nodes.
   */
  void makeWhole() throws Exception {
    Set<String> before = bed.actives();
    long views = bed.nonPrimaryViews(former);
    Act act = new Act(BOTH);
    bed.heal();
    bed.awaitWhole();
    if (bed.nonPrimaryViews(former) > views) {
      long whole = Clock.micros();
      act.await("every client has an answer", () -> answered(whole, ""));
      pause(AFTERMATH);
      windows.add(act.window());
      notes.add("the group was without a primary component when all was made whole");
    } else if (!bed.actives().equals(before)) {
      find(
          Kind.CONDUCT,
          "traffic moved from " + before + " to " + bed.actives() + " when all was made whole");
    }
  }

  /** A fault of the active node: both proxies must leave it, and every client have an answer. */
  void failover(int active, Step begin) throws Exception {
    failover(active, begin, () -> {});
  }

  /**
   * @param meanwhile what goes on after the fault, before anything is waited for
   */
  void failover(int active, Step begin, Step meanwhile) throws Exception {
    former = Bed.name(active);
    try (Watchers watchers = Watchers.open(bed.proxies())) {
      pauseAtRandom();
      Act act = new Act(BOTH);
      try {
        begin.run();
        meanwhile.run();
        act.await("all sessions of " + former + " are cut", () -> open(watchers, BOTH) == 0);
        act.noteCut(watchers);
        act.await("every client has an answer of another node", () -> answered(act.from, former));
        act.await("both proxies use the same node", this::agreed);
        act.noteAnswer(former);
        pause(AFTERMATH);
        sessionsLeft += bed.connectionsTo(active);
      } finally {
        act.end();
      }
      if (sessionsLeft > 0) {
        find(Kind.SESSIONS_LEFT, sessionsLeft + " on " + former);
      }
    }
  }

  /** A fault that must disturb nobody: no session ends, no client sees an error, traffic stays. */
  void undisturbed(Duration hold, Step begin, Step end) throws Exception {
    Set<String> before = bed.actives();
    try (Watchers watchers = Watchers.open(bed.proxies())) {
      pauseAtRandom();
      Act act = new Act(Set.of());
      begin.run();
      pause(hold);
      end.run();
      act.await("every client has an answer", () -> answered(Clock.micros() - 2_000_000, ""));
      act.noteLongestWait();
      errors += workload.errorsSince(act.from);
      if (open(watchers, BOTH) < watchers.count()) {
        find(Kind.CONDUCT, "sessions were cut: " + (watchers.count() - open(watchers, BOTH)));
      }
      Set<String> after = bed.actives();
      if (!after.equals(before)) {
        find(Kind.CONDUCT, "traffic moved from " + before + " to " + after);
      }
    }
  }

  /** A proxy goes and comes again: nobody who uses the other one may notice. */
  void proxyAway(ChaosProxy proxy, Step begin, Step back) throws Exception {
    Set<Integer> affected = Set.of(proxy.number());
    Set<String> before = bed.actives();
    try (Watchers watchers = Watchers.open(bed.proxies())) {
      pauseAtRandom();
      Act act = new Act(affected);
      try {
        begin.run();
        act.await("its sessions end", () -> open(watchers, affected) == 0);
        act.noteCut(watchers);
        back.run();
        long returned = Clock.micros();
        act.await("every client has an answer", () -> answered(returned, ""));
        act.noteAnswer("");
        pause(AFTERMATH);
      } finally {
        act.end();
      }
      int other = 1 - proxy.number();
      if (watchers.open(other) < watchers.count() / 2) {
        find(Kind.CONDUCT, "sessions of the other proxy were cut");
      }
      if (!bed.actives().equals(before)) {
        find(Kind.CONDUCT, "it came back to " + bed.actives() + ", which was " + before);
      }
    }
  }

  /** A fault of which clients may see errors as long as it lasts, but must get over it. */
  void shaken(Duration hold, Step begin, Step end) throws Exception {
    try (Watchers watchers = Watchers.open(bed.proxies())) {
      pauseAtRandom();
      Act act = new Act(BOTH);
      try {
        begin.run();
        pause(hold);
        end.run();
        bed.awaitWhole();
        long healed = Clock.micros();
        act.await("every client has an answer", () -> answered(healed, ""));
        act.noteCut(watchers);
        act.noteLongestWait();
        pause(AFTERMATH);
      } finally {
        act.end();
      }
    }
  }

  private static int open(Watchers watchers, Set<Integer> proxies) {
    return proxies.stream().mapToInt(watchers::open).sum();
  }

  private boolean answered(long since, String notBy) {
    return workload.clients().stream().allMatch(c -> c.firstAnswer(since, notBy).isPresent());
  }

  private boolean agreed() {
    try {
      Set<String> actives = bed.actives();
      return actives.size() == 1 && !actives.contains("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Notes what must not be. */
  void find(Kind kind, String text) {
    findings.add(new Finding(kind, fault + ": " + text));
  }

  private static OptionalDouble worse(OptionalDouble one, double other) {
    return OptionalDouble.of(one.isPresent() ? Math.max(one.getAsDouble(), other) : other);
  }

  /** One fault from its beginning until all is well. */
  private final class Act {
    private final Set<Integer> affected;
    private final long start = System.nanoTime();
    private final long from = Clock.micros();

    Act(Set<Integer> affected) {
      this.affected = affected;
    }

    void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() > end) {
          throw new IOException("not within " + PATIENCE.toSeconds() + " s: " + what);
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }

    void noteCut(Watchers watchers) {
      for (int proxy : affected) {
        OptionalLong last = watchers.lastEnd(proxy);
        if (last.isPresent()) {
          cut = worse(cut, (last.getAsLong() - start) / 1e6);
        }
      }
      if (cut.isPresent() && cut.getAsDouble() > LONGEST_CUT.toMillis()) {
        find(
            Kind.CONDUCT,
            "the last session was cut after " + Math.round(cut.getAsDouble()) + " ms");
      }
    }

    /**
     * The slowest client's first answer. A client may have had one before it met the fault: what
     * counts is the first after its last error.
     */
    void noteAnswer(String formerNode) {
      for (WritingClient client : workload.clients()) {
        if (!affected.contains(client.proxy())) {
          continue;
        }
        long lastError =
            client.since(from).stream()
                .filter(attempt -> !attempt.acknowledged())
                .mapToLong(Attempt::ended)
                .max()
                .orElse(from);
        client
            .firstAnswer(lastError, formerNode)
            .ifPresent(first -> answer = worse(answer, (first.ended() - from) / 1e3));
      }
    }

    void noteLongestWait() {
      for (WritingClient client : workload.clients()) {
        long before = from;
        for (Attempt attempt : client.since(from)) {
          if (attempt.acknowledged()) {
            answer = worse(answer, (attempt.ended() - before) / 1e3);
            before = attempt.ended();
          }
        }
      }
    }

    void end() {
      errors += workload.errorsSince(from);
      windows.add(window());
    }

    Window window() {
      return new Window(fault, from, Clock.micros(), affected);
    }
  }

  /** For a line of progress. */
  String nodesInUse() throws InterruptedException {
    return bed.actives().stream().sorted().collect(Collectors.joining(", "));
  }
}
