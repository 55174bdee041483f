package dev.patchbay.agent;

import dev.patchbay.wire.ClientLogin;
import dev.patchbay.wire.ServerError;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The question that costs the server next to nothing, asked every {@value #TICK_MILLIS} ms over one
 * open connection, never two at a time, on a thread of its own that does nothing else. One object
 * for one time of asking: {@link #start} once, then {@link #close}.
 *
 * <p>Time is counted in ticks, each of which begins when the one before is over: an agent that did
 * not get the processor has not waited for an answer. {@link AnswerTimes} says how long an answer
 * may take. What a new connection takes is counted only where it takes the place of one that had
 * answered: a server that is being stopped ends its connections first and goes on listening for a
 * while, without a word to anybody.
 */
final class ShortQuestion {
  private static final Logger LOG = LoggerFactory.getLogger("agent");

  static final int TICK_MILLIS = 20;

  /**
   * After so long without an answer the connection is given up: it may lead to a machine that is no
   * more. Not sooner, because a server counts those that do not finish their login.
   */
  private static final Duration GIVE_UP = Duration.ofSeconds(10);

  /** Between two tries to connect. */
  private static final int DIAL_MILLIS = 100;

  /** A connection that ends after so many is followed by the next one without a pause. */
  private static final int MANY_ANSWERS = 50;

  /**
   * It doubles up to this while the server says no to each: because it is full, or does not know
   * the password. It counts these, has a line in its log for each, and may lock the account.
   */
  private static final int MOST_DIAL_MILLIS = 2_000;

  /** What comes of the questions. Told on the thread that asks. */
  interface Listener {
    /**
     * It is time for a whole look: another answer, or an end of the connection. After {@link
     * #refused}: connections are taken again.
     */
    void changed();

    /**
     * Nobody takes connections there, as {@code text} says; in place of {@link #changed}. It comes
     * again.
     */
    void refused(String text);

    /** The server has let us wait for half of what is too long, or that much longer again. */
    void doubtful();

    /**
     * The server lets us wait for too long, and longer than at the last {@link #doubtful}; {@code
     * text} says for whom and how long. It may come again.
     */
    void late(String text);

    /** After {@link #late}: it has answered, or the connection is over. */
    void inTime();
  }

  private final DatabaseLogin login;
  private final AnswerTimes times;
  private final Listener listener;
  private final CountDownLatch closed = new CountDownLatch(1);

  private volatile DatabaseSocket open;
  private boolean late;
  private int pause;

  /** Why the last connection was not taken; null if it was. */
  private ConnectException refusal;

  /** The same of the connection before, until it is told that this one was taken. */
  private boolean wasRefused;

  /** Whether the connection before this one was answered, and then this one. */
  private boolean anew;

  /** How often this connection was answered, up to what counts as many. */
  private int answers;

  /**
   * @param times what was learnt of the server so far, and goes on to be
   */
  ShortQuestion(DatabaseLogin login, AnswerTimes times, Listener listener) {
    this.login = login;
    this.times = times;
    this.listener = listener;
  }

  /** Begins. */
  void start() {
    Thread thread = new Thread(this::askOnAndOn, "short-question");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends it, soon. Any thread. */
  void close() {
    closed.countDown();
    DatabaseSocket socket = open;
    if (socket != null) {
      socket.leave();
    }
  }

  private void askOnAndOn() {
    try {
      while (!isClosed()) {
        askOnOneConnection();
        if (isClosed()) {
          return;
        }
        if (late) {
          late = false;
          listener.inTime();
        }
        if (refusal != null) {
          listener.refused(FailureText.of(refusal, login, GIVE_UP));
        } else if (pause <= DIAL_MILLIS) {
          // That it says no once more is nothing new.
          listener.changed();
        }
        if (closed.await(pause, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void askOnOneConnection() {
    wasRefused = refusal != null;
    refusal = null;
    anew = answers > 0;
    answers = 0;
    // Which fails where there are no more descriptors.
    try (DatabaseSocket socket = new DatabaseSocket(login)) {
      open = socket;
      ClientLogin steps = new ClientLogin(login.user(), login.password(), login.isLocal());
      socket.connect(login);
      await(millis -> logIn(socket, steps, millis), anew);
      pause = 0;
      ask(socket);
    } catch (ServerError e) {
      pause =
          wasRefused ? DIAL_MILLIS : Math.min(MOST_DIAL_MILLIS, Math.max(DIAL_MILLIS, 2 * pause));
      note(e);
    } catch (ConnectException e) {
      refusal = e;
      pause = DIAL_MILLIS;
      note(e);
    } catch (IOException | RuntimeException e) {
      pause = answers < MANY_ANSWERS ? DIAL_MILLIS : 0;
      note(e);
    } finally {
      open = null;
    }
  }

  /** Whether the login is done. A connection that was taken is no refusal, whatever comes of it. */
  private boolean logIn(DatabaseSocket socket, ClientLogin steps, long millis) throws IOException {
    boolean done = socket.logIn(steps, millis);
    if (wasRefused && socket.isConnected()) {
      wasRefused = false;
      listener.changed();
    }
    return done;
  }

  private static void note(Exception e) {
    LOG.atDebug()
        .addKeyValue("error", e.toString())
        .log("the connection for the short question is over");
  }

  private void ask(DatabaseSocket socket) throws IOException {
    Optional<byte[]> select = Optional.empty();
    Optional<byte[]> last = Optional.empty();
    while (!isClosed()) {
      if (select.isEmpty()) {
        Optional<ServerSwitches> switches =
            ServerSwitches.of(answered(socket, ServerSwitches.QUERY, false));
        times.poolStalls(switches.map(ServerSwitches::stallMillis).orElse(0));
        select = switches.map(ServerSwitches::select);
      }
      byte[] question = select.orElse(ServerSwitches.QUERY);
      byte[] now = answerOf(answered(socket, question, last.isPresent()));
      boolean other = last.isPresent() && !Arrays.equals(last.get(), now);
      last = Optional.of(now);
      if (other) {
        listener.changed();
      }
      socket.rest(TICK_MILLIS);
    }
    socket.quit();
  }

  /**
   * Asks, and waits for the reply.
   *
   * @param counts whether it may be late; the first on a connection may not
   */
  private TextReply answered(DatabaseSocket socket, byte[] query, boolean counts)
      throws IOException {
    socket.query(query);
    TextReply reply = new TextReply();
    int waited = await(millis -> socket.receive(reply, millis), counts || anew);
    if (counts) {
      times.add(waited);
    }
    answers = Math.min(answers + 1, MANY_ANSWERS);
    return reply;
  }

  /** Something that the server has to do before we go on. */
  private interface Step {
    /** Waits for so long at the most; true if it is done. */
    boolean waitFor(long millis) throws IOException;
  }

  /**
   * Waits until it is done, and says when that takes too long.
   *
   * @param counts whether it may be late
   * @return how long it took, in milliseconds, by the ticks
   * @throws IOException when the connection ends, or it is given up
   */
  private int await(Step step, boolean counts) throws IOException {
    int waited = 0;
    while (isClosed() || !step.waitFor(TICK_MILLIS)) {
      waited += TICK_MILLIS;
      if (isClosed() || waited >= GIVE_UP.toMillis()) {
        throw new IOException("no answer is waited for any more");
      }
      if (counts && waited >= AnswerTimes.LEAST_MILLIS / 2) {
        doubt(waited);
      }
    }
    if (late) {
      late = false;
      listener.inTime();
    }
    return waited;
  }

  /** At each half of what an answer may take. */
  private void doubt(int waited) {
    int half = times.limitMillis() / 2;
    int halves = waited / half;
    if (halves > (waited - TICK_MILLIS) / half) {
      if (halves >= 2) {
        late = true;
        listener.late(latenessText());
      }
      listener.doubtful();
    }
  }

  private String latenessText() {
    String text =
        answers > 0
            ? "the database at %s did not answer within %d ms"
            : "the connection to the database at %s has ended, and another was not answered within %d ms";
    return text.formatted(login.address(), times.limitMillis());
  }

  /**
   * An error is an answer too: a node that is not ready, or rejects queries, says so in place of
   * the values.
   */
  private static byte[] answerOf(TextReply reply) {
    return reply
        .error()
        .map(error -> ("error " + error.code()).getBytes(StandardCharsets.US_ASCII))
        .orElseGet(() -> reply.rows().isEmpty() ? new byte[0] : reply.rows().get(0));
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }
}
