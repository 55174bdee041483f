package dev.patchbay.peers;

import dev.patchbay.routing.Claim;
import dev.patchbay.routing.Said;
import dev.patchbay.routing.UsableNode;
import dev.patchbay.text.LineBuffer;
import dev.patchbay.topology.NodeId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the claims in another proxy's stream of server-sent events. Holds no more than one line of
 * a claim, whatever is sent; all else is passed over unread. On one event loop.
 */
final class ClaimReader {
  /** A claim among three nodes has about four hundred bytes; names may be long, and many. */
  static final int MAX_LINE_BYTES = 64 * 1024;

  /**
   * A proxy says something once a second, and some more when much happens; whoever reads may have
   * been suspended for a quarter of an hour.
   */
  static final int MOST_MESSAGES = 1000;

  private static final byte[] EVENT = bytes("event: claim");
  private static final byte[] DATA = bytes("data: ");

  private final Consumer<Optional<Said>> onClaim;
  private final LineBuffer line = new LineBuffer(MAX_LINE_BYTES);
  private boolean claimFollows;
  private int messages;

  /**
   * @param onClaim told each claim; empty if the proxy says nothing of the active node
   */
  ClaimReader(Consumer<Optional<Said>> onClaim) {
    this.onClaim = onClaim;
  }

  /** Some time is over, in which there were not to be more than {@link #MOST_MESSAGES}. */
  void timePassed() {
    messages = 0;
  }

  /**
   * Reads on.
   *
   * @throws PeerFault if a claim is none, or there are too many; then there is no going on
   */
  void read(Buffer bytes) throws PeerFault {
    for (int i = 0; i < bytes.length(); i++) {
      byte next = bytes.getByte(i);
      if (next == '\n') {
        endOfLine();
        line.clear();
      } else {
        line.add(next);
      }
    }
  }

  private void endOfLine() throws PeerFault {
    if (line.isEmpty()) {
      claimFollows = false;
    } else if (line.is(EVENT)) {
      claimFollows = true;
    } else if (claimFollows && line.begins(DATA)) {
      if (++messages > MOST_MESSAGES) {
        throw new PeerFault("more claims than anybody makes");
      }
      if (line.isTooLong()) {
        throw new PeerFault("a claim of more than " + MAX_LINE_BYTES + " bytes");
      }
      onClaim.accept(said(new String(line.after(DATA.length), StandardCharsets.UTF_8)));
    }
  }

  private static Optional<Said> said(String json) throws PeerFault {
    try {
      JsonObject message = new JsonObject(json);
      JsonObject claim = message.getJsonObject("claim");
      return claim == null
          ? Optional.empty()
          : Optional.of(new Said(claim(claim), usable(message.getJsonArray("usable"))));
    } catch (RuntimeException e) {
      throw new PeerFault("a claim that is none");
    }
  }

  /** A proxy that says nothing of its nodes can follow nowhere, as far as is known. */
  private static List<UsableNode> usable(JsonArray nodes) {
    return nodes == null
        ? List.of()
        : nodes.stream()
            .map(JsonObject.class::cast)
            .map(n -> new UsableNode(new NodeId(n.getString("node")), n.getString("address")))
            .toList();
  }

  private static Claim claim(JsonObject claim) {
    Object rank = claim.getValue("rank");
    Object drain = claim.getValue("drainSeconds");
    return new Claim(
        whole(claim.getValue("term")),
        claim.getBoolean("operator"),
        Duration.ofSeconds(drain == null ? 0 : whole(drain)),
        Math.toIntExact(whole(claim.getValue("priority"))),
        rank == null ? Claim.NO_RANK : whole(rank),
        new NodeId(claim.getString("node")),
        claim.getString("address"),
        claim.getString("origin"));
  }

  /** Vert.x would cut a fraction off, and wrap what is too large. */
  private static long whole(Object number) {
    if (number instanceof Integer || number instanceof Long) {
      return ((Number) number).longValue();
    }
    throw new IllegalArgumentException("not a whole number");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
