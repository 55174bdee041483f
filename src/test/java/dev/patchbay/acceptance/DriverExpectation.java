package dev.patchbay.acceptance;

import java.util.List;
import java.util.Set;

/**
 * What the clients of a {@link DriverProgram} may meet at a cut. docs/aware.md says it for people.
 *
 * @param name the program's
 * @param within when it cuts a command, and nothing has come of the answer: what all of them meet
 * @param between with the next use of a connection that was cut while it was idle or so
 * @param anyhow when it may also cut within an answer
 * @param again with what a connection may fail a second time: such as the pool could not know for
 *     lost
 */
record DriverExpectation(
    String name, Set<String> within, Set<String> between, Set<String> anyhow, Set<String> again) {

  static List<DriverExpectation> all() {
    return List.of(
        new DriverExpectation(
            "go",
            Set.of("pool 1053"),
            Set.of(),
            Set.of("pool 1053", "pool invalid connection"),
            Set.of()),
        new DriverExpectation(
            "mariadb-java",
            Set.of("pool 1053/08S01"),
            Set.of("pool -1/08000"),
            Set.of("pool 1053/08S01", "pool -1/08000"),
            Set.of()),
        new DriverExpectation(
            "mysql-java",
            Set.of("pool 1053/08S01"),
            Set.of("pool 0/08S01"),
            Set.of("pool 1053/08S01", "pool 0/08S01", "pool 0/S1000", "pool 0/08003"),
            // By its state, an end within a packet is none of the connection's.
            Set.of("pool 0/S1000, then pool 0/08003")),
        new DriverExpectation(
            "node",
            Set.of("released 1053/08S01", "destroyed 1053/08S01"),
            Set.of(),
            Set.of(
                "released 1053/08S01",
                "released ECONNRESET",
                "released PROTOCOL_CONNECTION_LOST",
                "destroyed 1053/08S01",
                "destroyed ECONNRESET",
                "destroyed PROTOCOL_CONNECTION_LOST",
                // In place of the greeting an error has no state.
                "released 1053",
                "destroyed 1053"),
            // Until Node.js has read the end that came behind the error.
            Set.of(
                "released 1053/08S01, then released PROTOCOL_CONNECTION_LOST",
                "released 1053/08S01, then released ECONNRESET")),
        new DriverExpectation(
            "php",
            Set.of("mysqli 1053/08S01", "mysqli-p 1053/08S01", "pdo-p 1053/08S01"),
            Set.of("mysqli 2006/HY000", "mysqli false 0/00000"),
            Set.of(
                "mysqli 1053/08S01",
                "mysqli 2006/HY000",
                "mysqli false 0/00000",
                "mysqli-p 1053/08S01",
                "mysqli-p 2006/HY000",
                "mysqli-p false 0/00000",
                "pdo-p 1053/08S01",
                "pdo-p 2006/HY000"),
            Set.of()),
        new DriverExpectation(
            "python",
            // SQLAlchemy rolls back at once, and shows what that met.
            Set.of("plain 2013", "pre_ping 2013", "ping 1053"),
            Set.of(),
            Set.of(
                "plain 1053",
                "plain 2013",
                "pre_ping 1053",
                "pre_ping 2013",
                "ping 1053",
                "ping 2013"),
            Set.of()));
  }

  @Override
  public String toString() {
    return name;
  }
}
