package dev.patchbay.web;

/**
 * One connection of an HTTP server: what it is at, and since when. On the event loop of its list
 * only.
 */
final class Guest {
  /** The connection itself. */
  interface Wire {
    /** Whether something that was written has not been taken by the system yet. */
    boolean hasUnsent();

    /** Closes it now, without a farewell. */
    void close();
  }

  private enum Phase {
    /** Nothing is in progress. */
    IDLE,
    /** The first request, or the head of a later one, is on its way. */
    HEAD,
    /** The head is complete, the body is not. */
    BODY,
    /** The request is complete, the answer is not. */
    ANSWER
  }

  private final GuestList list;
  private final Wire wire;
  private final Object source;

  private Phase phase = Phase.HEAD;
  private long sinceTick;
  private long idleOrder;
  private boolean silent = true;
  private boolean bodyEnded;
  private boolean answered;
  private boolean trusted;
  private boolean endless;

  /**
   * @param source from where it comes; equal for those that come from the same place
   */
  Guest(GuestList list, Wire wire, Object source) {
    this.list = list;
    this.wire = wire;
    this.source = source;
    enter(Phase.HEAD);
    idleOrder = list.nextOrder();
  }

  private void enter(Phase next) {
    phase = next;
    sinceTick = list.tick();
  }

  /** Bytes have come. */
  void heard() {
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
    }
  }

  /** The head of a request is complete. */
  void requestBegan() {
    enter(Phase.BODY);
    silent = false;
    bodyEnded = false;
    answered = false;
    trusted = false;
    endless = false;
  }

  /** The body of the request is complete. */
  void requestEnded() {
    bodyEnded = true;
    advance();
  }

  /** The answer is complete, as far as it is ours to write. */
  void answerEnded() {
    answered = true;
    advance();
  }

  private void advance() {
    if (bodyEnded && answered) {
      idleOrder = list.nextOrder();
      enter(Phase.IDLE);
    } else if (bodyEnded) {
      enter(Phase.ANSWER);
    }
  }

  /** The request in progress has shown the right credentials. */
  void trust() {
    trusted = true;
  }

  /** The answer in progress has no end: no time is set to it. */
  void letRun() {
    endless = true;
  }

  /** Whether it has asked, has taken its answer, and is not at the next request's body yet. */
  boolean isResting() {
    return !silent && (phase == Phase.HEAD || (phase == Phase.IDLE && !wire.hasUnsent()));
  }

  /** Whether it must not be closed for another's sake. */
  boolean isKept() {
    return trusted && !isResting();
  }

  /** Whether it has never sent a complete head, and has had some time for it. */
  boolean isSilent() {
    return silent && list.tick() - sinceTick >= list.limits().youth();
  }

  /** Grows with every connection and with every return to idleness. */
  long idleOrder() {
    return idleOrder;
  }

  Object source() {
    return source;
  }

  /** Whether it has had its time for what it is at. */
  boolean isOverdue() {
    long ticks = list.tick() - sinceTick;
    return switch (phase) {
      case HEAD -> ticks > list.limits().head();
      case BODY -> ticks > list.limits().body();
      case ANSWER -> !endless && ticks > list.limits().answer();
      // Whoever does not take an answer is at it still. For the truly idle there is a limit in
      // Vert.x.
      case IDLE -> ticks > list.limits().answer() && wire.hasUnsent();
    };
  }

  void close() {
    wire.close();
  }
}
