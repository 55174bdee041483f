package dev.patchbay.agent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at the node again and again while somebody follows or goes on asking, and so knows at any
 * time what has become of it. With nobody there it does nothing, but for two seconds more: whoever
 * comes and goes all the time shall not cost the server a login each time. Used from its context's
 * thread only.
 *
 * <p>Three things bring a whole look ({@link NodeCheck}) before its turn: the {@link ShortQuestion}
 * has another answer than before; its connection ends, as it does in the moment in which the server
 * dies; or the server gives a {@link Sign}. (A status file that says that the server is out of its
 * group is a verdict.) A short question that stays without an answer is a server that hangs, unless
 * a look that was begun when half of that time was over is answered: on another connection, and
 * sooner.
 *
 * <p>Whoever asks is told what is known, and does not wait for the server: on a machine whose cores
 * are all busy a look takes a hundred times as long as the answer from memory.
 */
final class Pulse {
  /**
   * A whole look is taken at least so often, in milliseconds: for what neither the short question
   * nor a sign brings forward, a node that has become a donor. At 200 ms these looks cost the
   * server more than all short questions together.
   */
  private static final int LOOK_MILLIS = 500;

  /** Once the server has given a sign, a whole look is only the truth beneath. */
  private static final int RARE_LOOK_MILLIS = 1_000;

  /**
   * So long after somebody asked it goes on. Load balancers ask every few seconds: HAProxy every
   * two, unless told otherwise.
   */
  private static final int ASKED_MILLIS = 10_000;

  /** So long after the last follower left it goes on: the next one may be here already. */
  private static final int LINGER_MILLIS = 2_000;

  /**
   * A server that has said that it is out of its group is not believed a healthy look for so long.
   * Not longer: one that is started without a status file never says that it is back.
   */
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int NO_DOUBT = -1;

  /** Vert.x numbers its timers from 0. */
  private static final long NO_TIMER = -1;

  private final Context context;
  private final Vertx vertx;
  private final NodeCheck check;
  private final DatabaseLogin login;
  private final AnswerTimes times;
  private final List<Sign> signs = new ArrayList<>();
  private final Consumer<NodeReport> onReport;
  private final HealthLog log = new HealthLog();

  private boolean followed;
  private boolean beingAsked;
  private long askedTimer = NO_TIMER;
  private long lingerTimer = NO_TIMER;

  /** Not null while it runs. */
  private ShortQuestion question;

  private Optional<NodeReport> known = Optional.empty();
  private long knownNanos;

  /** A look may be late by its own time limit. Beyond this we ourselves have stood still. */
  private final long mostAgeNanos;

  /** Have asked when nothing was known. */
  private final Set<Promise<NodeReport>> waiting =
      Collections.newSetFromMap(new IdentityHashMap<>());

  private long lookTimer = NO_TIMER;
  private boolean looking;
  private boolean again;

  /** What is said of a server that lets the short question wait, as long as it does. */
  private Optional<NodeReport> hang = Optional.empty();

  /** What is said of a server that does not take connections, until it has taken one. */
  private Optional<NodeReport> refused = Optional.empty();

  /** How often the short question has made us doubt; a look answers those before its begin. */
  private int doubts;

  private int lookOfDoubt = NO_DOUBT;

  /** How often the short question's connection was not taken. */
  private int refusals;

  private int refusalsBeforeLook;
  private int answeredDoubt = NO_DOUBT;

  /** Whoever says that signs come may be wrong: only one that came proves it. */
  private boolean signsCome;

  /** What its status file said, at {@link #leftNanos}, of a server that is out of its group. */
  private Optional<NodeReport> left = Optional.empty();

  private long leftNanos;

  /**
   * @param onReport told each whole look, and each hang
   */
  Pulse(Context context, NodeCheck check, AgentConfig config, Consumer<NodeReport> onReport) {
    this.context = context;
    this.vertx = context.owner();
    this.check = check;
    this.login = config.login();
    this.times = new AnswerTimes((int) config.timeout().toMillis());
    this.mostAgeNanos =
        TimeUnit.MILLISECONDS.toNanos(RARE_LOOK_MILLIS) + config.timeout().toNanos();
    this.onReport = onReport;
    config
        .signs()
        .statusFile()
        .ifPresent(file -> signs.add(new StatusFile(context, file, this::fileChanged)));
    config
        .signs()
        .notifyPort()
        .ifPresent(port -> signs.add(new Notices(vertx, port, this::signed)));
  }

  /** Somebody follows, and is told what is known already. */
  void follow() {
    followed = true;
    start();
    known().ifPresent(onReport);
  }

  /** Nobody follows any more. */
  void unfollow() {
    followed = false;
    vertx.cancelTimer(lingerTimer);
    lingerTimer = vertx.setTimer(LINGER_MILLIS, t -> stopIfAlone());
  }

  /**
   * What the node is: at once what is known, or else what becomes known first, by a look or by the
   * short question.
   */
  Future<NodeReport> ask() {
    Optional<NodeReport> now = known();
    if (now.isPresent()) {
      return Future.succeededFuture(now.get());
    }
    Promise<NodeReport> first = Promise.promise();
    waiting.add(first);
    check
        .look()
        .onSuccess(
            report -> {
              waiting.remove(first);
              NodeReport said = believed(report);
              if (first.tryComplete(said)) {
                note(said);
              }
            });
    return first.future();
  }

  private Optional<NodeReport> known() {
    boolean fresh = System.nanoTime() - knownNanos < mostAgeNanos;
    return fresh ? known : Optional.empty();
  }

  /**
   * Somebody has asked and was told this, and will probably ask again. A node that is not healthy
   * is not kept under watch for that: each look may be a connection that it does not answer.
   */
  void asked(NodeReport report) {
    if (report.verdict().healthy()) {
      vertx.cancelTimer(askedTimer);
      askedTimer =
          vertx.setTimer(
              ASKED_MILLIS,
              t -> {
                beingAsked = false;
                stopIfAlone();
              });
      beingAsked = true;
      start();
    }
  }

  /** Ends it, whoever is there. */
  void close() {
    followed = false;
    beingAsked = false;
    vertx.cancelTimer(askedTimer);
    vertx.cancelTimer(lingerTimer);
    stopIfAlone();
  }

  private void start() {
    if (question == null) {
      signsCome = false;
      known = Optional.empty();
      question = newQuestion();
      question.start();
      signs.forEach(Sign::start);
      look();
    }
  }

  private void stopIfAlone() {
    if (question != null && !followed && !beingAsked) {
      question.close();
      question = null;
      known = Optional.empty();
      hang = Optional.empty();
      refused = Optional.empty();
      left = Optional.empty();
      vertx.cancelTimer(lookTimer);
      signs.forEach(Sign::close);
    }
  }

  private ShortQuestion newQuestion() {
    Hearing hearing = new Hearing();
    ShortQuestion made = new ShortQuestion(login, times, hearing);
    hearing.of = made;
    return made;
  }

  /** Brings what the question's thread tells to the context, unless it is over by then. */
  private final class Hearing implements ShortQuestion.Listener {
    private ShortQuestion of;

    @Override
    public void changed() {
      hear(
          () -> {
            refused = Optional.empty();
            lookAtOnce();
          });
    }

    @Override
    public void refused(String text) {
      hear(() -> Pulse.this.refused(text));
    }

    @Override
    public void doubtful() {
      hear(Pulse.this::doubt);
    }

    @Override
    public void late(String text) {
      hear(() -> hang(text));
    }

    @Override
    public void inTime() {
      hear(
          () -> {
            hang = Optional.empty();
            lookAtOnce();
          });
    }

    private void hear(Runnable told) {
      try {
        context.runOnContext(
            v -> {
              if (question == of) {
                told.run();
              }
            });
      } catch (RejectedExecutionException e) {
        // The loop has ended, and with it whoever would hear of this.
        of.close();
      }
    }
  }

  /**
   * Nobody listens there any more. A server that is being stopped may have taken the connection of
   * a look before, and let it wait: what comes of that is no news. And a look over a connection
   * that is open already tells nothing of what new sessions meet.
   */
  private void refused(String text) {
    refusals++;
    NodeReport report = NodeReport.unhealthy(text);
    refused = Optional.of(report);
    tell(report);
    look();
  }

  private void doubt() {
    doubts++;
    look();
  }

  /**
   * One connection that waits may be a matter of that connection, or of a machine without a free
   * core.
   */
  private void hang(String text) {
    if (answeredDoubt != doubts) {
      NodeReport report = NodeReport.unhealthy(text);
      hang = Optional.of(report);
      tell(report);
    } else if (hang.isPresent()) {
      hang = Optional.empty();
      lookAtOnce();
    }
  }

  private void signed() {
    signsCome = true;
    lookAtOnce();
  }

  private void fileChanged(Optional<String> outside) {
    if (question == null) {
      return; // the file's thread was as far when its watch ended
    }
    signsCome = true;
    left = outside.map(NodeReport::unhealthy);
    if (left.isEmpty()) {
      lookAtOnce();
      return;
    }
    leftNanos = System.nanoTime();
    tell(left.get());
    look();
  }

  /**
   * What is said after this look. Where something is known against the server that no look can see,
   * a healthy one is not believed: a server on its way out calls itself synced until it is out.
   */
  private NodeReport believed(NodeReport look) {
    return look.verdict().healthy() ? against().orElse(look) : look;
  }

  private Optional<NodeReport> against() {
    boolean leaving = left.isPresent() && System.nanoTime() - leftNanos < LEAVE_NANOS;
    return leaving ? left : refused.or(() -> hang);
  }

  /** Something has happened: whoever asks now waits for what comes of it. */
  private void lookAtOnce() {
    known = Optional.empty();
    look();
  }

  /**
   * Takes a whole look, and another one after that if one is under way, for whomever: it may have
   * begun before.
   */
  private void look() {
    if (question == null || looking) {
      again = true;
      return;
    }
    looking = true;
    again = check.isLooking();
    lookOfDoubt = again ? NO_DOUBT : doubts;
    refusalsBeforeLook = refusals;
    vertx.cancelTimer(lookTimer);
    lookTimer = vertx.setTimer(signsCome ? RARE_LOOK_MILLIS : LOOK_MILLIS, t -> look());
    check.look().onSuccess(this::looked);
  }

  private void looked(NodeReport report) {
    looking = false;
    if (question == null) {
      return;
    }
    if (report.verdict().healthy() && lookOfDoubt != NO_DOUBT) {
      answeredDoubt = lookOfDoubt;
    }
    // A server that is gone may have answered the look that it was asked before.
    boolean isOld = refusalsBeforeLook != refusals;
    if (!isOld || !report.verdict().healthy()) {
      tell(believed(report));
    }
    if (again) {
      look();
    }
  }

  private void tell(NodeReport report) {
    note(report);
    known = Optional.of(report);
    knownNanos = System.nanoTime();
    List.copyOf(waiting).forEach(one -> one.tryComplete(report));
    waiting.clear();
    onReport.accept(report);
  }

  /** What is told to somebody is what the log tells: a server that hangs has its line too. */
  private void note(NodeReport report) {
    log.note(report.verdict(), System.nanoTime());
  }
}
