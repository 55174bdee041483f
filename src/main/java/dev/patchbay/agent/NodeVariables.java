package dev.patchbay.agent;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The server's status and system variables as one look found them, names in lower case.
 *
 * @param values the variables the server has; one that it does not know is missing
 */
public record NodeVariables(Map<String, String> values) {

  /** Galera's own "no index" (2^64 - 1): the node is in no component. */
  public static final BigInteger UNDEFINED_INDEX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private static final int DONOR = 2;
  private static final int JOINED = 3;
  private static final int SYNCED = 4;

  /** Nothing is known: the server did not answer. */
  public static final NodeVariables NONE = new NodeVariables(Map.of());

  public NodeVariables {
    values =
        values.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    e -> e.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
  }

  /** The value of the named variable; empty when the server does not have it. */
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * {@code wsrep_local_state}: 4 is Synced, 3 Joined, 2 Donor/Desynced, 0 also stands for unknown.
   */
  public int localState() {
    return get("wsrep_local_state")
        .filter(s -> s.matches("\\d{1,9}"))
        .map(Integer::valueOf)
        .orElse(0);
  }

  /** Whether the node is in step with its group. */
  boolean isSynced() {
    return localState() == SYNCED;
  }

  /**
   * Whether the node gives its state to another one, or catches up with the group after that.
   *
   * @param served whether it was synced or a donor at the look before. One that joins is Joined (3)
   *     too for a while, but was neither; and a donor of a few transactions is one for so short
   *     that no look sees it before it is Joined.
   */
  boolean isDonor(boolean served) {
    return localState() == DONOR || served && localState() == JOINED;
  }

  /** {@code wsrep_local_state_comment}; empty text when unknown. */
  public String localStateComment() {
    return get("wsrep_local_state_comment").orElse("");
  }

  /** {@code wsrep_local_index}, unsigned 64 bit; {@link #UNDEFINED_INDEX} when unknown. */
  public BigInteger localIndex() {
    return get("wsrep_local_index")
        .filter(s -> s.matches("\\d{1,20}"))
        .map(BigInteger::new)
        .orElse(UNDEFINED_INDEX);
  }
}
