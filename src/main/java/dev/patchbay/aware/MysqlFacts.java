package dev.patchbay.aware;

import java.util.Optional;
import java.util.Set;

/**
 * What is known of a MySQL session, as it was when somebody looked. Immutable.
 *
 * @param phase how far it is
 * @param lost why it is not followed any more; empty while it is
 * @param user as the client named it, perhaps cut; empty as long as it has not
 * @param database the one that was chosen last; empty if there is none, or none is known
 * @param transaction whether one is open
 * @param outstanding how many commands have no reply yet
 * @param atBoundary whether it could be ended now without harm
 * @param kept what would be lost with it
 */
public record MysqlFacts(
    Phase phase,
    Optional<String> lost,
    Optional<String> user,
    Optional<String> database,
    InTransaction transaction,
    long outstanding,
    boolean atBoundary,
    Set<KeptState> kept) {

  /** How far a session is. */
  public enum Phase {
    LOGIN,
    COMMANDS,
    /** The client has said goodbye, or the server has refused it. */
    ENDED,
    /** It is passed on like any bytes, and nothing of all this is known any more. */
    NOT_FOLLOWED
  }

  /** Whether a transaction is open. */
  public enum InTransaction {
    NO,
    YES,
    /** Nothing was said yet, or the last statement failed. */
    UNKNOWN
  }

  public MysqlFacts {
    kept = Set.copyOf(kept);
  }
}
