package dev.patchbay.telemetry.events;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The newest events of this run, the last {@value #CAPACITY}. Added to on the control loop; read
 * from any thread.
 */
public final class EventLog {
  /** How many events are kept. */
  public static final int CAPACITY = 1000;

  /** Some events, and what the log holds. */
  public record Page(
      List<LoggedEvent> events, OptionalLong newest, OptionalLong oldest, long dropped) {}

  private final long firstId;
  private final Ring<LoggedEvent> ring = new Ring<>(CAPACITY);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param startMillis the start in milliseconds since 1970: the first event's id, so that ids grow
   *     from one run to the next. Nothing else depends on the clock.
   */
  public EventLog(long startMillis) {
    this.firstId = startMillis;
  }

  /** Adds an event. On the control loop only. */
  void append(Event event) {
    ring.add(new LoggedEvent(firstId + ring.added(), event));
    listeners.forEach(Runnable::run);
  }

  /** Runs this after each event, on the control loop: it must be quick, and never block. */
  public void onAppend(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * The newest events after this one, oldest first. An id that this run has not given yet is from
   * another run, and all events come after it.
   *
   * @param limit how many at the most
   */
  public Page newestAfter(long id, int limit) {
    long added = ring.added();
    List<LoggedEvent> all = after(id);
    List<LoggedEvent> newest = all.subList(Math.max(0, all.size() - limit), all.size());
    boolean empty = added == 0;
    return new Page(
        newest,
        empty ? OptionalLong.empty() : OptionalLong.of(newestId()),
        empty ? OptionalLong.empty() : OptionalLong.of(firstId + ring.oldest()),
        dropped());
  }

  /** All events after this one that are kept, oldest first. Of an unknown id: all there are. */
  public List<LoggedEvent> after(long id) {
    return ring.from(id > newestId() ? 0 : Math.max(0, id + 1 - firstId));
  }

  /** The id of the newest event; the one before the first if there is none yet. */
  public long newestId() {
    return firstId + ring.added() - 1;
  }

  /** How many events were forgotten to make room, since the start. */
  public long dropped() {
    return ring.oldest();
  }
}
