package dev.patchbay.agent;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * Looks at the node when asked. Whoever asks while a look is under way gets its result: a hung
 * server never has more than one query waiting. Otherwise each look is a fresh one. Used from its
 * context's thread only.
 */
final class NodeCheck {

  private final Supplier<Future<NodeVariables>> reader;
  private final AgentConfig config;
  private Future<NodeReport> running;
  private boolean served;
  private boolean closed;

  /**
   * @param reader one look at the server, which ends within the timeout
   */
  NodeCheck(Supplier<Future<NodeVariables>> reader, AgentConfig config) {
    this.reader = reader;
    this.config = config;
  }

  /**
   * Always succeeds, within the timeout, unless {@link #close} comes first; a database that fails
   * is an unhealthy node.
   */
  Future<NodeReport> look() {
    if (running != null) {
      return running;
    }
    Promise<NodeReport> told = Promise.promise();
    running = told.future();
    // Which may be at once.
    reader.get().map(this::judge).otherwise(this::failed).onSuccess(report -> ended(report, told));
    return told.future();
  }

  /**
   * From now on nobody is told anything: a look that ends with the agent says nothing about its
   * node.
   */
  void close() {
    closed = true;
  }

  /** Whether a look is under way: whoever joins it may be told what was so before. */
  boolean isLooking() {
    return running != null;
  }

  private NodeReport judge(NodeVariables variables) {
    boolean donor = variables.isDonor(served);
    served = donor || variables.isSynced();
    return new NodeReport(variables, NodeVerdict.of(variables, donor, config.rules()));
  }

  private NodeReport failed(Throwable failure) {
    served = false;
    String reason = FailureText.of(failure, config.login(), config.timeout());
    return NodeReport.unhealthy(reason);
  }

  private void ended(NodeReport report, Promise<NodeReport> told) {
    running = null;
    if (!closed) {
      told.complete(report);
    }
  }
}
