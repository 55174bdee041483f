package dev.patchbay.health;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading an agent's answer, of the usual kind and of the longest that is read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AgentAnswerBenchmark {
  private final Buffer usual =
      Buffer.buffer(
          "{\"wsrep_local_state\":4,\"wsrep_local_state_comment\":\"Synced\","
              + "\"wsrep_local_index\":0,\"healthy\":true}");
  private final Buffer longest = Buffer.buffer("x".repeat(AgentAnswer.MAX_BODY_BYTES));

  @Benchmark
  public Verdict usualAnswer() {
    return AgentAnswer.read(200, null, usual, true);
  }

  @Benchmark
  public Verdict plainTextOfGreatLength() {
    return AgentAnswer.read(200, null, longest, false);
  }
}
