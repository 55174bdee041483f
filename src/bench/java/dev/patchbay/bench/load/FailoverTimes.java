package dev.patchbay.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Times failovers of a proxy between two stand-in nodes in this process. Prints {@code listening},
 * then a line for each figure: its name, the round, the contestant, the figure in milliseconds.
 */
public final class FailoverTimes {
  private static final long CHECK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final double NANOS_PER_MILLI = 1e6;

  private record Member(StandInNode node, StandInAgent agent) {
    void fail(String fault) {
      switch (fault) {
        case "503" -> agent.sicken();
        case "refused" -> agent.die();
        case "hang" -> agent.hang();
        case "killed" -> {
          agent.die();
          node.die();
        }
        default -> throw new IllegalArgumentException("no such fault: " + fault);
      }
    }

    void recover(String fault) throws IOException {
      agent.recover();
      if (fault.equals("killed")) {
        node.revive();
      }
    }
  }

  private final int proxyPort;
  private final List<Member> members;
  private final Random random = new Random(7);

  private FailoverTimes(int proxyPort, List<Member> members) {
    this.proxyPort = proxyPort;
    this.members = members;
  }

  /**
   * Arguments: the proxy's port, node 0's port, its agent's, node 1's, its agent's, rounds, faults
   * (503, refused, hang, killed) and numbers of sessions, each with commas between.
   */
  public static void main(String[] arguments) {
    try {
      run(arguments);
      System.exit(0); // the agents' threads would go on
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(String[] arguments) throws IOException {
    int[] ports = List.of(arguments).subList(0, 6).stream().mapToInt(Integer::parseInt).toArray();
    FailoverTimes times =
        new FailoverTimes(
            ports[0],
            List.of(
                new Member(new StandInNode("node0", ports[1]), new StandInAgent(ports[2], 0)),
                new Member(new StandInNode("node1", ports[3]), new StandInAgent(ports[4], 1))));
    System.out.println("listening");
    for (int round = 1; round <= ports[5]; round++) {
      for (String sessions : arguments[7].split(",")) {
        times.withoutProxy(ports[1], Integer.parseInt(sessions), round);
        for (String fault : arguments[6].split(",")) {
          times.withProxy(fault, Integer.parseInt(sessions), round);
        }
      }
    }
  }

  /** What of the figures is this tool's own: a node resets the sessions itself. */
  private void withoutProxy(int port, int count, int round) throws IOException {
    StandInNode node = members.get(0).node();
    try (Sessions sessions = new Sessions(port, "", node.name())) {
      sessions.openUpTo(count);
      CompletableFuture.runAsync(node::die);
      long[] ends = sessions.awaitEnds(() -> {});
      print("direct", "tool", count, "spread", round, ends[count - 1] - ends[0]);
    }
    node.revive();
  }

  private void withProxy(String fault, int count, int round) throws IOException {
    Member active = activeOnceBothAreWell();
    Member next = members.get(1 - members.indexOf(active));
    try (Sessions sessions = new Sessions(proxyPort, "", active.node().name())) {
      sessions.openUpTo(count);
      await("every session at the node", () -> active.node().sessions() >= count);
      // At any moment between two checks, as in life.
      LockSupport.parkNanos(random.nextLong(CHECK_INTERVAL_NANOS));

      Prober prober = new Prober(proxyPort, next.node().name());
      long start = System.nanoTime();
      active.fail(fault);
      long[] ends = sessions.awaitEnds(prober::start);

      print("patchbay", fault, count, "first", round, ends[0] - start);
      print("patchbay", fault, count, "last", round, ends[count - 1] - start);
      print("patchbay", fault, count, "spread", round, ends[count - 1] - ends[0]);
      print("patchbay", fault, count, "answer", round, prober.answered() - start);
    }
    await("no session on the former node", () -> active.node().sessions() <= 0);
    active.recover(fault);
  }

  private Member activeOnceBothAreWell() {
    for (Member member : members) {
      // The proxy has acted on the first of these answers when it asks for the second.
      long seen = member.agent().goodAnswers();
      await("checks of " + member.node().name(), () -> member.agent().goodAnswers() >= seen + 2);
    }
    String[] name = {""};
    await("a node that answers", () -> !(name[0] = Prober.greeting(proxyPort)).isEmpty());
    return members.stream().filter(m -> m.node().name().equals(name[0])).findFirst().orElseThrow();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("30 s without " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static void print(
      String contestant, String fault, int sessions, String figure, int round, long nanos) {
    System.out.printf(
        Locale.ROOT,
        "failover_%s_%d_%s\t%d\t%s\t%.3f%n",
        fault,
        sessions,
        figure,
        round,
        contestant,
        nanos / NANOS_PER_MILLI);
  }
}
