package dev.patchbay.agent;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks at the node again and again while somebody follows, and says at once what has become of it.
 * With nobody there it does nothing. Used from its context's thread only.
 *
 * <p>Three things bring a whole look ({@link NodeCheck}) before its turn: the short question, which
 * is asked every 20 ms over a connection of its own, has another answer than before; that
 * connection ends, as it does in the moment in which the server dies; or the server gives a {@link
 * Sign}. A short question that stays without an answer is a server that hangs.
 *
 * <p>Time is counted in ticks, each of which is set when the one before is over: an agent that did
 * not get the processor has not waited for an answer.
 */
final class Pulse {
  static final int TICK_MILLIS = 20;

  /**
   * A whole look is taken at least so often, in ticks: for what neither the short question nor a
   * sign brings forward, a node that has become a donor. At 200 ms these looks cost the server more
   * than all short questions together.
   */
  private static final int LOOK_TICKS = 25;

  /** Once the server has given a sign, a whole look is only the truth beneath. */
  private static final int RARE_LOOK_TICKS = 50;

  private final Vertx vertx;
  private final NodeCheck check;
  private final ShortQuestion question;
  private final List<Sign> signs = new ArrayList<>();
  private final Consumer<NodeReport> onReport;

  private boolean running;
  private long timer;
  private int sinceLook;
  private boolean looking;
  private boolean again;
  private boolean hangs;

  /** Whoever says that signs come may be wrong: only one that came proves it. */
  private boolean signsCome;

  /**
   * @param onReport told each whole look, and each hang
   */
  Pulse(Context context, NodeCheck check, AgentConfig config, Consumer<NodeReport> onReport) {
    this.vertx = context.owner();
    this.check = check;
    this.onReport = onReport;
    this.question = new ShortQuestion(context, config.login(), config.timeout(), this::look);
    config
        .signs()
        .statusFile()
        .ifPresent(file -> signs.add(new StatusFile(context, file, this::signed)));
    config
        .signs()
        .notifyPort()
        .ifPresent(port -> signs.add(new Notices(vertx, port, this::signed)));
  }

  /** Begins; without effect if it has begun. */
  void start() {
    if (!running) {
      running = true;
      hangs = false;
      signsCome = false;
      signs.forEach(Sign::start);
      look();
      tick();
    }
  }

  /** Ends it, until the next start. */
  void stop() {
    running = false;
    vertx.cancelTimer(timer);
    question.close();
    signs.forEach(Sign::close);
  }

  private void tick() {
    if (!running) {
      return;
    }
    try {
      lookAround();
    } finally {
      // Whoever is told may have ended it meanwhile.
      if (running) {
        timer = vertx.setTimer(TICK_MILLIS, t -> tick());
      }
    }
  }

  private void lookAround() {
    question.tick();
    if (question.isLate() && !hangs) {
      hangs = true;
      onReport.accept(
          new NodeReport(NodeVariables.NONE, NodeVerdict.unhealthy(question.latenessText())));
    } else if (!question.isLate() && hangs) {
      hangs = false;
      look();
    }
    if (++sinceLook >= (signsCome ? RARE_LOOK_TICKS : LOOK_TICKS)) {
      look();
    }
  }

  private void signed() {
    signsCome = true;
    look();
  }

  /**
   * Takes a whole look, and another one after that if one is under way, for whomever: it may have
   * begun before.
   */
  private void look() {
    if (!running || looking) {
      again = true;
      return;
    }
    looking = true;
    again = check.isLooking();
    sinceLook = 0;
    check.look().onSuccess(this::looked);
  }

  private void looked(NodeReport report) {
    looking = false;
    if (!running) {
      return;
    }
    // A server that hangs may answer the look that it was asked before.
    if (!hangs || !report.verdict().healthy()) {
      onReport.accept(report);
    }
    if (again) {
      look();
    }
  }
}
