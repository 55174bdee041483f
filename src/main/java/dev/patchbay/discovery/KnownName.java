package dev.patchbay.discovery;

import dev.patchbay.topology.Node;
import dev.patchbay.topology.NodeId;
import dev.patchbay.topology.NodePattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The nodes that are known by one name, and the decision which ones these are. Immutable; time is
 * an argument.
 *
 * @param known in the order of their targets, at most {@link #MOST_NODES}
 * @param beyond how many targets of the last answer there was no room for
 */
record KnownName(NodePattern pattern, List<Known> known, int beyond) {
  /** A Galera cluster has a few nodes; a name with more is not one of a cluster. */
  static final int MOST_NODES = 64;

  /** However short a TTL is: the name is asked for no more often than this. */
  static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

  /**
   * However long a TTL is: a question a minute costs a DNS server nothing, and an operator who adds
   * a node, or has corrected a record with a TTL of a day, does not wait for longer.
   */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /**
   * One node.
   *
   * @param missingSince when an answer first lacked it, in nanoseconds; empty while it is there
   */
  record Known(Target target, OptionalLong missingSince) {}

  KnownName {
    known = List.copyOf(known);
  }

  /** Nothing was found yet. */
  static KnownName none(NodePattern pattern) {
    return new KnownName(pattern, List.of(), 0);
  }

  /** The same nodes under another pattern for the same name. */
  KnownName with(NodePattern other) {
    return new KnownName(other, known, beyond);
  }

  /**
   * The same, with the nodes of a name in whose place this one has come and that has not led
   * anywhere yet: they stay until it does, and go then at once.
   *
   * @param now in nanoseconds, of a clock that runs evenly
   */
  KnownName inPlaceOf(KnownName former, long now) {
    long over = now - Duration.ofSeconds(pattern.graceSeconds()).toNanos();
    List<Known> lacking =
        former.known().stream().map(k -> new Known(k.target(), OptionalLong.of(over))).toList();
    return known.isEmpty() ? new KnownName(pattern, lacking, 0) : this;
  }

  /** The nodes, in the order of their targets. */
  List<Node> nodes() {
    return known.stream().map(k -> k.target().node(pattern)).toList();
  }

  /**
   * What is known after an answer. One that is useless changes nothing: a DNS server that is down
   * or restarted is no reason to cut a session. A node that the answer lacks goes at once if it is
   * unhealthy, since nobody misses it, else when it has been lacking for the grace; only ever with
   * an answer that lacks it. Where there is no room for all, those that are known stay.
   *
   * @param unhealthy whether the last health check of this node said so
   * @param now in nanoseconds, of a clock that runs evenly
   */
  KnownName follow(Answer answer, Predicate<NodeId> unhealthy, long now) {
    if (!(answer instanceof Answer.Whole whole)) {
      return this;
    }
    List<Known> next = new ArrayList<>();
    for (Known before : known) {
      Target target = before.target();
      if (whole.targets().contains(target)) {
        next.add(new Known(target, OptionalLong.empty()));
      } else if (!unhealthy.test(target.id(pattern)) && graceNanos(before, now) > 0) {
        next.add(new Known(target, OptionalLong.of(before.missingSince().orElse(now))));
      }
    }
    Set<Target> added = new TreeSet<>(whole.targets());
    added.removeAll(known.stream().map(Known::target).collect(Collectors.toSet()));
    int room = Math.max(0, MOST_NODES - next.size());
    added.stream().limit(room).forEach(t -> next.add(new Known(t, OptionalLong.empty())));
    next.sort((a, b) -> a.target().compareTo(b.target()));
    return new KnownName(pattern, next, Math.max(0, added.size() - room));
  }

  /** How much of its grace a node has left that is lacking now; 0 or less if none. */
  private long graceNanos(Known node, long now) {
    long since = node.missingSince().orElse(now);
    return Duration.ofSeconds(pattern.graceSeconds()).toNanos() - (now - since);
  }

  /**
   * How long to wait after this answer, which this follows from, before the name is asked again.
   */
  Duration pause(Answer answer, long now) {
    if (!(answer instanceof Answer.Whole whole)) {
      return SHORTEST_PAUSE;
    }
    Duration pause = min(whole.ttl(), LONGEST_PAUSE);
    for (Known node : known) {
      if (node.missingSince().isPresent()) {
        pause = min(pause, Duration.ofNanos(graceNanos(node, now)));
      }
    }
    return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
