package dev.patchbay.pump;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Two connections whose bytes flow into each other, both ways and in order, until both ways have
 * ended. All methods are called on the loop that both sockets share.
 */
public final class Relay {
  private final RelayHalf client;
  private final RelayHalf node;
  private final Consumer<RelayEnd> onEnd;

  /** Where it stands in the list of its loop's {@link LivenessSweep}, which alone uses this. */
  int place;

  /** Null where the node is told of every end. */
  private Consumer<PumpSocket> heir;

  private RelayEnd end;
  private boolean finished;

  private int movedSeen;
  private int ticksWithoutBytes;

  private Relay(RelayHalf client, RelayHalf node, Consumer<RelayEnd> onEnd) {
    this.client = client;
    this.node = node;
    this.onEnd = onEnd;
  }

  /** As {@link #join}, and begins at once. */
  public static Relay start(
      PumpSocket client, PumpSocket node, RelayBytes bytes, Consumer<RelayEnd> onEnd) {
    Relay relay = join(client, node, bytes, onEnd);
    relay.begin();
    return relay;
  }

  /**
   * Joins two sockets; {@link #begin} must follow before the loop does anything else.
   *
   * @param bytes counts what is read; only this loop may add to it
   * @param onEnd told once, when both connections are closed, who began to end it
   * @throws IllegalArgumentException if the sockets are not on the same loop
   */
  public static Relay join(
      PumpSocket client, PumpSocket node, RelayBytes bytes, Consumer<RelayEnd> onEnd) {
    if (client.loop() != node.loop()) {
      throw new IllegalArgumentException("both sockets of a relay must be on the same loop");
    }
    RelayHalf clientHalf = (RelayHalf) client;
    RelayHalf nodeHalf = (RelayHalf) node;
    Relay relay = new Relay(clientHalf, nodeHalf, onEnd);
    clientHalf.join(relay, nodeHalf, bytes.toNode());
    nodeHalf.join(relay, clientHalf, bytes.toClient());
    client.loop().sweep().add(relay);
    if (client.loop().hasManySessions()) {
      clientHalf.limitUnsent();
      nodeHalf.limitUnsent();
    }
    return relay;
  }

  /**
   * Sends this to the node before anything of the client's, and begins to read from both; it may
   * end while it does.
   *
   * @param first not longer than the least that is read at once
   * @param inspector is shown what the client sends
   */
  public void begin(byte[] first, Inspector inspector) {
    node.sendFirst(first);
    client.inspectedBy(inspector);
    begin();
  }

  /**
   * Has these shown what each end sends. Before {@link #begin}, or within a call of one of them.
   */
  public void inspect(Inspector ofClient, Inspector ofNode) {
    client.inspectedBy(ofClient);
    node.inspectedBy(ofNode);
  }

  /**
   * If the client leaves before it has sent a byte, in whatever way, the node is not told of its
   * end: the relay has its own, and the connection to the node, which is open both ways, goes to
   * this one, who is to end it. Before {@link #begin}.
   */
  public void leaveNodeTo(Consumer<PumpSocket> newHeir) {
    heir = newHeir;
  }

  /** Begins to read from both; it may end while it does. */
  public void begin() {
    client.begin();
    // An heir may have ended the node's connection already.
    if (!finished) {
      node.begin();
    }
  }

  /**
   * Closes both connections now. Bytes still waiting to be sent are dropped; the node sees a reset,
   * so that it does not carry out what it has not answered.
   */
  public void cut() {
    cutNode();
    client.close();
  }

  /**
   * Gives the client back, if neither end has sent a byte yet or begun to end: the connection to
   * the node is reset, and the client's may be joined to another. Nobody is told of an end.
   *
   * @return empty if it is too late for that; nothing has changed then
   */
  public Optional<PumpSocket> untouched() {
    if (finished || end != null || toNode() > 0 || toClient() > 0) {
      return Optional.empty();
    }
    release();
    node.abort();
    return Optional.of(client);
  }

  /**
   * Whether neither end has begun to end, and each has taken all that the other has sent: of the
   * client's the system holds nothing either for which the client has no room, as far as it tells.
   * It would drop that once the connection is closed and the client sends something. May be a
   * system call.
   */
  public boolean isSettled() {
    return !finished
        && end == null
        && client.takesMore()
        && node.takesMore()
        && client.isAllOnItsWay();
  }

  /**
   * Leaves both connections to the caller, who is to close what is open of them: nothing flows
   * between them any more, and nobody is told of an end. Only while the client has taken all that
   * was sent to it.
   *
   * @return false if it has not, or if its connection has ended; nothing has changed then
   */
  public boolean part() {
    if (finished || !client.takesMore()) {
      return false;
    }
    release();
    return true;
  }

  private void release() {
    finished = true;
    client.loop().halfClosed().remove(this);
    client.loop().sweep().remove(this);
    client.part();
    node.part();
  }

  /**
   * Resets the connection to the node now; {@link #cut} or {@link #part} must follow before the
   * loop does anything else.
   */
  public void cutNode() {
    endedByProxy();
    node.abort();
  }

  /** What the client has sent may not pass. */
  void refused() {
    if (end == null) {
      end = RelayEnd.CLIENT_REFUSED;
    }
    cut();
  }

  /** The client's end. */
  public PumpSocket client() {
    return client;
  }

  /** The connection to the node. */
  public PumpSocket node() {
    return node;
  }

  /** How many bytes the client has sent. On the loop. */
  public long toNode() {
    return client.received();
  }

  /** How many bytes the node has sent. On the loop. */
  public long toClient() {
    return node.received();
  }

  /**
   * There is nothing more to read from this half.
   *
   * @return whether that was the end of all, since the node's connection has gone to an heir
   */
  boolean isInherited(RelayHalf ended) {
    if (heir == null || ended != client || client.received() > 0 || !node.isOpen()) {
      return false;
    }
    endedFirst(client);
    if (finished || end != RelayEnd.CLIENT) {
      return false;
    }
    release();
    client.close();
    onEnd.accept(end);
    heir.accept(node);
    return true;
  }

  void endedFirst(RelayHalf half) {
    if (end == null) {
      end = half == client ? RelayEnd.CLIENT : RelayEnd.NODE;
    }
  }

  /**
   * One end has ended: what is left has a bounded time without progress. Without effect the second
   * time.
   */
  void halfClosed() {
    if (!finished) {
      client.loop().halfClosed().add(this);
    }
  }

  /** A tick of {@link HalfClosed}: cuts what is left after so many without a byte. */
  void tick(int patience) {
    try {
      if (!finished) {
        lookAtRest(patience);
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      // A fault of ours ends this session and no other.
      cut();
    }
  }

  private void lookAtRest(int patience) {
    node.closeIfSent();
    client.closeIfSent();
    if (finished) {
      return;
    }
    int moved = client.moved() + node.moved();
    if (moved != movedSeen) {
      movedSeen = moved;
      ticksWithoutBytes = 0;
    } else if (++ticksWithoutBytes > patience) {
      cutNode();
      client.closeForGood();
    }
  }

  /** This half is given up although it may be alive, unless an end has begun to end it. */
  void stalled(RelayHalf half) {
    if (end == null) {
      end = half == client ? RelayEnd.CLIENT_STALLED : RelayEnd.NODE_STALLED;
    }
  }

  /** One look at both peers, see {@link Vigil#look}. */
  void look(long now, long clientLimitNanos, long nodeLimitNanos) {
    client.look(now, clientLimitNanos);
    node.look(now, nodeLimitNanos);
  }

  /** Both ways have ended, or one end is lost. */
  void closeWhenSent() {
    // The client's waits for the node's.
    node.closeWhenSent();
    client.closeWhenSent();
  }

  /** The proxy ends it, unless an end has begun to. */
  void endedByProxy() {
    if (end == null) {
      end = RelayEnd.PROXY;
    }
  }

  void finished() {
    if (!finished) {
      finished = true;
      client.loop().halfClosed().remove(this);
      client.loop().sweep().remove(this);
      onEnd.accept(end);
    }
  }
}
