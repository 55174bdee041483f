package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.agent.MariaDbExtension;
import dev.patchbay.agent.MariaDbServer;
import dev.patchbay.cli.PingdbCommandTest.Run;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pingdb against a real MariaDB. */
@Tag("database")
@ExtendWith(MariaDbExtension.class)
class PingdbDatabaseTest {

  @Test
  void unknownUser_is0(MariaDbServer database) {
    Run run = PingdbCommandTest.ping(database.port(), "5s");

    assertThat(run.code()).isZero();
    assertThat(run.said()).contains("error 1045: Access denied for user 'pingdb'").hasLineCount(1);
  }

  @Test
  void knownUser_isLetIn(MariaDbServer database) {
    database.execute("CREATE USER 'pingdb'@'%' IDENTIFIED BY 'pingdb'");
    try {
      Run run = PingdbCommandTest.ping(database.port(), "5s");

      assertThat(run.code()).isZero();
      assertThat(run.said()).contains("let us in");
    } finally {
      database.execute("DROP USER 'pingdb'@'%'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pingdb", "another-password"})
  void userWithAnotherAuthentication_is0AsTheServerAnswers(
      String password, MariaDbServer database) {
    database.execute("INSTALL SONAME 'auth_ed25519'");
    database.execute(
        "CREATE USER 'pingdb'@'%' IDENTIFIED VIA ed25519 USING PASSWORD('" + password + "')");
    try {
      Run run = PingdbCommandTest.ping(database.port(), "5s");

      assertThat(run.code()).isZero();
      assertThat(run.said()).contains("error 1045");
    } finally {
      database.execute("DROP USER 'pingdb'@'%'");
      database.execute("UNINSTALL SONAME 'auth_ed25519'");
    }
  }

  @Test
  void frozenServer_is1(MariaDbServer database) {
    database.freeze();
    try {
      assertThat(PingdbCommandTest.ping(database.port(), "500ms").code()).isEqualTo(1);
    } finally {
      database.thaw();
    }
  }
}
