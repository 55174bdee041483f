package dev.patchbay.routing;

import dev.patchbay.health.Health;
import dev.patchbay.health.NodeHealth;
import dev.patchbay.health.Verdict;
import dev.patchbay.testing.Routers;
import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One decision: from a changed view of the cluster to the two routes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutingBenchmark {
  private static final Instant NOW = Instant.EPOCH;

  @Param({"3", "60"})
  private int nodes;

  private final RoutingRules rules =
      new RoutingRules(ActiveNodePolicy.STICKY, ChoiceWait.of(5000, 500));
  private RoutingState state;
  private Health first;
  private Health second;

  @Setup
  public void health() {
    List<NodeHealth> all =
        IntStream.range(0, nodes)
            .mapToObj(
                i ->
                    NodeHealth.unknown(new Node("mysql/" + i, "10.0.0." + i, 3306, 9200, "/"), NOW)
                        .after(new Verdict(true, OptionalLong.of(i), "200", "Synced"), NOW))
            .toList();
    first = new Health(all);
    second = first.with(all.get(0).after(Verdict.unhealthy("503"), NOW));
    RoutingState unchecked =
        rules.initial(Routers.topology(all.stream().map(NodeHealth::node).toList()), Intent.INITIAL, Claims.alone("me"), NOW);
    state = rules.withHealth(unchecked, first, NOW);
  }

  /** The active node falls ill, or is well again: two decisions in turn. */
  @Benchmark
  public RoutingState failOver() {
    state = rules.withHealth(state, state.health() == first ? second : first, NOW);
    return state;
  }
}
