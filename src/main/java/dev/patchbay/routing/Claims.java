package dev.patchbay.routing;

import dev.patchbay.topology.Node;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * This proxy's claim and those of the other proxies, as far as they are heard now. Immutable.
 *
 * @param self this proxy, as the origin of claims
 * @param own empty until a node has been chosen
 * @param heard by proxy, whatever names it here
 * @param answered whether the others have been asked at the start, and had their time to answer:
 *     until then nothing is chosen
 * @param followed whom this proxy has followed away from a healthy node
 * @param unheeded how often in a row it has claimed its own node anew, and nobody came
 */
public record Claims(
    String self,
    Optional<Claim> own,
    Map<String, Heard> heard,
    boolean answered,
    Followed followed,
    int unheeded) {

  /**
   * What another proxy says.
   *
   * @param instance its process: one that has been restarted may say less than before
   * @param since when this claim was first heard from it
   */
  public record Heard(String instance, Said said, Instant since) {
    public Heard {
      Objects.requireNonNull(instance, "instance");
      Objects.requireNonNull(said, "said");
      Objects.requireNonNull(since, "since");
    }

    /** What it claims. */
    public Claim claim() {
      return said.claim();
    }

    /** Whether it may choose this node. */
    boolean canUse(Node node) {
      return said.usable().stream().anyMatch(usable -> usable.is(node));
    }
  }

  public Claims {
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(own, "own");
    heard = Map.copyOf(heard);
    Objects.requireNonNull(followed, "followed");
  }

  /** There is nobody to agree with. */
  public static Claims alone(String self) {
    return new Claims(self, Optional.empty(), Map.of(), true, Followed.NOBODY, 0);
  }

  /** Nobody has been heard yet, and nothing is chosen before {@link #asked}. */
  public static Claims unasked(String self) {
    return new Claims(self, Optional.empty(), Map.of(), false, Followed.NOBODY, 0);
  }

  /** The others have had their time to answer. */
  Claims asked() {
    return answered ? this : new Claims(self, own, heard, true, followed, unheeded);
  }

  /** A proxy says this; a claim that is older than what it claimed before is left out. */
  Claims hear(String proxy, String instance, Said said, Instant now) {
    Heard before = heard.get(proxy);
    boolean sameProcess = before != null && before.instance().equals(instance);
    Heard after =
        sameProcess && !said.claim().isAbove(before.claim())
            ? new Heard(instance, new Said(before.claim(), said.usable()), before.since())
            : new Heard(instance, said, now);
    if (after.equals(before)) {
      return this;
    }
    Map<String, Heard> next = new HashMap<>(heard);
    next.put(proxy, after);
    return new Claims(self, own, next, answered, followed, unheeded);
  }

  /** A proxy is not heard any more: what it said counts no longer. */
  Claims silent(String proxy) {
    if (!heard.containsKey(proxy)) {
      return this;
    }
    Map<String, Heard> next = new HashMap<>(heard);
    next.remove(proxy);
    return new Claims(self, own, next, answered, followed, unheeded);
  }

  /** Those of the others. */
  Stream<Heard> others() {
    return heard.values().stream();
  }

  /** Above every claim that is known here. */
  long nextTerm() {
    long highest =
        LongStream.concat(
                own.stream().mapToLong(Claim::term), others().mapToLong(h -> h.claim().term()))
            .max()
            .orElse(0);
    // Whoever was told nonsense must be able to fail over all the same.
    return Math.min(Claim.LAST_TERM, highest + 1);
  }

  /** This proxy says this from now on. */
  Claims holding(Claim claim) {
    return own.equals(Optional.of(claim))
        ? this
        : new Claims(self, Optional.of(claim), heard, answered, followed, unheeded);
  }

  /** This proxy says nothing: it goes by a rule that needs no agreement. */
  Claims withdrawn() {
    return own.isEmpty()
        ? this
        : new Claims(self, Optional.empty(), heard, answered, followed, unheeded);
  }

  /** The same, having left a healthy node for it. */
  Claims following(Claim claim, Instant now) {
    return moving(claim, claim.origin(), now);
  }

  /** This proxy says this from now on, and has left a healthy node because of that proxy. */
  Claims moving(Claim claim, String because, Instant now) {
    return new Claims(self, Optional.of(claim), heard, answered, followed.with(because, now), 0);
  }

  /** This proxy has claimed its own node anew. */
  Claims insisting(Claim claim) {
    return new Claims(self, Optional.of(claim), heard, answered, followed, unheeded + 1);
  }

  /** All are at one node. */
  Claims agreed() {
    return unheeded == 0 ? this : new Claims(self, own, heard, answered, followed, 0);
  }

  /** When this claim was first heard from anybody. */
  Optional<Instant> since(Claim claim) {
    return others().filter(h -> h.claim().isSame(claim)).map(Heard::since).min(Instant::compareTo);
  }
}
