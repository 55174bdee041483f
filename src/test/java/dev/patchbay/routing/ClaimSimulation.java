package dev.patchbay.routing;

import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Several proxies before three nodes, with everything that may come between them: nodes fail and
 * return and are seen late, by each proxy at another time; messages are late, lost, doubled and out
 * of order; proxies are restarted and cut off from each other; their clocks are hours apart. Time
 * is a number.
 */
final class ClaimSimulation {
  /**
   * What may go wrong between proxies. Where not all is lost, no three messages in a row are: a
   * promise within so many seconds cannot hold if chance may keep everything back.
   */
  record Network(double lost, double doubled, long slowestMillis) {
    static final Network PERFECT = new Network(0, 0, 300);
    static final Network BAD = new Network(0.2, 0.1, 300);
  }

  /** What happens, by the time in milliseconds. */
  sealed interface Happening {
    long at();
  }

  /** A node fails or returns. */
  record NodeTurns(long at, int node, boolean up) implements Happening {}

  /** A proxy is killed, and started again at once: it knows nothing. */
  record Restart(long at, int proxy) implements Happening {}

  /** Two proxies hear nothing of each other for a while. */
  record CutOff(long at, int one, int other, long millis) implements Happening {}

  /** One proxy sees a node fail that does not, and sees it well again soon. */
  record Mistake(long at, int proxy, int node, long millis) implements Happening {}

  /** An operator at one proxy wants a node active; refused if that proxy has it down, or active. */
  record Wish(long at, int proxy, int node, Duration drain) implements Happening {}

  private static final int NODES = 3;
  static final long SLOWEST_CHECK = 600;
  private static final long SLOWEST_RECHECK = 125;
  private static final int MOST_LOST_IN_A_ROW = 2;
  private static final long BEAT = 1000;
  private static final long SILENCE = 3000;
  private static final long ASKING = 1500;

  private static final ChoiceWait WAIT =
      new ChoiceWait(Duration.ofSeconds(2), Duration.ofMillis(600));
  private static final List<Node> BACKENDS =
      IntStream.range(0, NODES)
          .mapToObj(i -> new Node("mysql/" + i, "10.0.0." + i, 3306, 9200, "/"))
          .toList();

  /** A task at its time; of two at the same time the one that was asked for first. */
  private record Task(long at, long number, Runnable what) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  private final Random random;
  private final Network network;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final boolean[] up = {true, true, true};
  private final List<Proxy> proxies = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private long now;
  private long count;

  /** When proxies that could hear each other served different nodes, in milliseconds of all. */
  private long splitMillis;

  /** When a proxy last learned something of a node. */
  private long lastSeen;

  ClaimSimulation(int proxies, Network network, List<Happening> happenings, long seed) {
    this.random = new Random(seed);
    this.network = network;
    for (int i = 0; i < proxies; i++) {
      this.proxies.add(new Proxy(i));
    }
    this.proxies.forEach(Proxy::start);
    happenings.forEach(h -> at(h.at(), () -> happen(h)));
  }

  private void at(long when, Runnable what) {
    tasks.add(new Task(Math.max(when, now), count++, what));
  }

  private void happen(Happening what) {
    story.add(now + " " + what);
    if (what instanceof NodeTurns turn) {
      up[turn.node()] = turn.up();
      proxies.forEach(p -> p.look(turn.node(), random.nextLong(SLOWEST_CHECK)));
    } else if (what instanceof Restart restart) {
      proxies.get(restart.proxy()).start();
    } else if (what instanceof CutOff cut) {
      proxies.get(cut.one()).deafUntil.put(cut.other(), now + cut.millis());
      proxies.get(cut.other()).deafUntil.put(cut.one(), now + cut.millis());
    } else if (what instanceof Wish wish) {
      proxies.get(wish.proxy()).wish(wish);
    } else if (what instanceof Mistake mistake) {
      Proxy proxy = proxies.get(mistake.proxy());
      proxy.wrong.put(mistake.node(), now + mistake.millis());
      proxy.look(mistake.node(), 0);
      at(now + mistake.millis(), () -> proxy.look(mistake.node(), random.nextLong(SLOWEST_CHECK)));
    }
  }

  /** Plays until this time. */
  void play(long until) {
    while (!tasks.isEmpty() && tasks.peek().at() <= until) {
      Task task = tasks.poll();
      if (isSplit()) {
        splitMillis += task.at() - now;
      }
      now = task.at();
      task.what().run();
    }
    now = until;
  }

  /** Whether two proxies that have a node do not have the same. */
  boolean isSplit() {
    return proxies.stream().flatMap(p -> p.active().stream()).distinct().count() > 1;
  }

  /** The active node of each proxy. */
  List<Optional<Node>> active() {
    return proxies.stream().map(Proxy::active).toList();
  }

  /** How often each proxy went from one node to a different one. */
  List<Integer> moves() {
    return proxies.stream().map(p -> p.moves).toList();
  }

  /** When a proxy last learned something of a node: from then on all see the same nodes. */
  long lastSeen() {
    return lastSeen;
  }

  long splitMillis() {
    return splitMillis;
  }

  /** Faults of the rules themselves, in words; none if all is well. */
  List<String> faults() {
    return proxies.stream().flatMap(p -> p.faults.stream()).toList();
  }

  /** What happened, for whoever reads a failure. */
  String story() {
    return String.join("\n", story);
  }

  /** One proxy. */
  private final class Proxy {
    private final int number;
    private final Instant clock;
    private final RoutingRules rules = new RoutingRules(ActiveNodePolicy.STICKY, WAIT);
    private final Map<Integer, Long> deafUntil = new HashMap<>();
    private final Map<Integer, Long> wrong = new HashMap<>();
    private final Map<Integer, Long> heardAt = new HashMap<>();
    private final Map<Integer, Integer> lostInARow = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private RoutingState state;
    private int process;
    private int moves;

    Proxy(int number) {
      this.number = number;
      this.clock = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(86_400));
    }

    private Instant time() {
      return clock.plusMillis(now);
    }

    private Optional<Node> active() {
      return state.active().node();
    }

    private String instance() {
      return number + "#" + process;
    }

    void start() {
      process++;
      heardAt.clear();
      state =
          rules.initial(
              Routers.topology(BACKENDS), Intent.INITIAL, Claims.unasked(instance()), time());
      for (int node = 0; node < NODES; node++) {
        look(node, random.nextLong(SLOWEST_CHECK));
      }
      int mine = process;
      for (Proxy other : proxies) {
        if (other != this) {
          ask(other, mine);
        }
      }
      at(
          now + ASKING,
          () -> ifStill(mine, () -> step(rules.withClaims(state, state.claims().asked(), time()))));
      at(now + random.nextLong(BEAT), () -> beat(mine));
    }

    private void ask(Proxy other, int mine) {
      long there = random.nextLong(network.slowestMillis() + 1);
      at(
          now + there,
          () -> {
            if (other.process > 0) {
              other.tell(this, mine);
            }
          });
    }

    private void ifStill(int which, Runnable what) {
      if (process == which) {
        what.run();
      }
    }

    void wish(Wish wish) {
      Switchover.Request request =
          new Switchover.Request(
              Optional.of(BACKENDS.get(wish.node()).id()),
              wish.drain(),
              "",
              new Operator("admin", "10.0.0.9"));
      try {
        step(rules.operator().switchOver(state, request, time()));
      } catch (Refusal e) {
        story.add(now + " proxy " + number + ": " + e.getMessage());
      }
    }

    /** This proxy sees after so long how the node is. */
    void look(int node, long delay) {
      int mine = process;
      at(now + delay, () -> ifStill(mine, () -> see(node)));
    }

    private void see(int node) {
      boolean healthy = up[node] && wrong.getOrDefault(node, 0L) <= now;
      Verdict verdict =
          healthy
              ? new Verdict(true, OptionalLong.of(node), "200", "Synced")
              : Verdict.unhealthy("503");
      NodeHealth before = state.health().nodes().get(node);
      NodeHealth after = before.after(verdict, time());
      if (before.status() != after.status()) {
        lastSeen = now;
      }
      step(rules.withHealth(state, state.health().with(after), time()));
    }

    private void beat(int which) {
      ifStill(
          which,
          () -> {
            tellAll();
            heardAt.forEach(
                (other, at) -> {
                  if (now - at > SILENCE) {
                    step(rules.withClaims(state, state.claims().silent(other.toString()), time()));
                  }
                });
            at(now + BEAT, () -> beat(which));
          });
    }

    private void tellAll() {
      proxies.stream().filter(p -> p != this).forEach(p -> tell(p, p.process));
    }

    /** Says to another one what this one holds now. */
    private void tell(Proxy other, int process) {
      Optional<Said> said = state.said();
      if (said.isEmpty() || deafUntil.getOrDefault(other.number, 0L) > now) {
        return;
      }
      if (isLost(other)) {
        return;
      }
      String from = instance();
      int copies = random.nextDouble() < network.doubled() ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        at(
            now + random.nextLong(network.slowestMillis() + 1),
            () -> other.ifStill(process, () -> other.hear(number, from, said.get())));
      }
    }

    private boolean isLost(Proxy other) {
      int before = lostInARow.getOrDefault(other.number, 0);
      boolean lost =
          random.nextDouble() < network.lost()
              && (network.lost() >= 1 || before < MOST_LOST_IN_A_ROW);
      lostInARow.put(other.number, lost ? before + 1 : 0);
      return lost;
    }

    private void hear(int other, String instance, Said said) {
      heardAt.put(other, now);
      step(
          rules.withClaims(
              state, state.claims().hear(Integer.toString(other), instance, said, time()), time()));
      if (!state.claims().answered() && heardAt.size() == proxies.size() - 1) {
        step(rules.withClaims(state, state.claims().asked(), time()));
      }
      if (state.isContradicted()) {
        active().ifPresent(n -> look(BACKENDS.indexOf(n), random.nextLong(SLOWEST_RECHECK)));
      }
    }

    private void step(RoutingState next) {
      RoutingState before = state;
      state = next;
      Optional<Node> from = before.active().node();
      Optional<Node> to = next.active().node();
      if (!from.equals(to)) {
        story.add(
            now
                + " proxy "
                + number
                + ": "
                + from.map(Node::name).orElse("-")
                + " -> "
                + to.map(Node::name).orElse("-")
                + " by "
                + next.claims().own().map(Claim::toString).orElse("-"));
        if (from.isPresent() && to.isPresent()) {
          moves++;
          boolean healthy = next.health().of(from.get().id()).orElseThrow().isHealthy();
          if (healthy
              && !next.claims().own().orElseThrow().isAbove(before.claims().own().orElseThrow())) {
            faults.add(now + " proxy " + number + " left a healthy node without a higher claim");
          }
        }
      }
      if (to.isPresent()
          && next.claims().own().filter(c -> c.node().equals(to.get().id())).isEmpty()) {
        faults.add(now + " proxy " + number + " claims another node than it serves");
      }
      if (!before.claims().own().equals(next.claims().own())) {
        tellAll();
      }
      alarm();
    }

    private void alarm() {
      int mine = process;
      RoutingState known = state;
      rules
          .nextChoice(state, time())
          .ifPresent(
              due ->
                  at(
                      Math.max(now + 1, Duration.between(clock, due).toMillis()),
                      () ->
                          ifStill(
                              mine,
                              () -> {
                                if (state == known) {
                                  step(rules.later(state, time()));
                                }
                              })));
    }
  }
}
