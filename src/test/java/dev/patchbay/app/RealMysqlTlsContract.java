package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.patchbay.testing.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same with a server that has TLS, and clients that look at the proxy's certificate. */
abstract class RealMysqlTlsContract extends RealMysqlContract {
  RealMysqlTlsContract(String method) {
    super(method);
  }

  /** The servers' memory of passwords is empty the first time, and then it is not. */
  @ParameterizedTest
  @ValueSource(strings = {MYSQL_TLS, MARIADB_TLS})
  void jdbcByTls_isFollowed_coldAndWarm(String url) throws Exception {
    accounts();
    for (int i = 0; i < 2; i++) {
      try (Errands errands = new JdbcErrands(connect(url), OTHER, PASSWORD)) {
        assertFollowed(errands, "secure");
      }
    }
  }

  /** Both listeners greet by themselves; with a rule the session is another listener's. */
  @ParameterizedTest
  @EnumSource
  void programByTls_isFollowed_coldAndWarm(ProgramDriver driver) throws Exception {
    Optional<Path> ca = Optional.of(directory.resolve("ca.pem"));
    for (String listener : List.of("secure", "led")) {
      int at = listener.equals("led") ? secured.ruled() : secured.secure();
      accounts();
      for (int i = 0; i < 2; i++) {
        try (Errands errands = new ProgramErrands(words(driver, ca, at))) {
          assertFollowed(errands, listener);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void programThatKnowsAnotherAuthority_doesNotLogIn(ProgramDriver driver) throws Exception {
    accounts();
    Path other = directory.resolve("other.pem");
    Files.writeString(other, TestCertificates.authority().caPem());

    FollowedErrands.assertMistrusted(driver, words(driver, Optional.of(other), secured.secure()));
  }

  /** On a second connection, by the id that the proxy has given. */
  @ParameterizedTest
  @ValueSource(strings = {MYSQL_TLS, MARIADB_TLS})
  void statementThatIsCancelled_endsAtTheServer(String url) throws Exception {
    accounts();
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      CompletableFuture<Boolean> sleeps =
          CompletableFuture.supplyAsync(() -> isInterrupted(statement));
      await().until(() -> sleepers() == 1);

      statement.cancel();

      assertThat(sleeps.get(30, TimeUnit.SECONDS)).isTrue();
      await().until(() -> sleepers() == 0);
    }
  }

  /** SLEEP says 1 where it is ended, or the driver makes an error of it. */
  private static boolean isInterrupted(Statement statement) {
    try (ResultSet row = statement.executeQuery("SELECT SLEEP(300)")) {
      return row.next() && row.getInt(1) == 1;
    } catch (SQLException e) {
      return true;
    }
  }

  private int sleepers() throws SQLException {
    try (Connection root = server.connect();
        Statement statement = root.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** What the server remembers is enough; the first time it is not, and the client hears why. */
  @ParameterizedTest
  @ValueSource(strings = {MYSQL, MARIADB})
  void jdbcInPlainSentOnByTls_isRefusedCold_andFollowedWarm(String url) throws Exception {
    accounts();
    String as = url + "&password=" + PASSWORD + "&user=";
    assertThat(
            catchThrowableOfType(
                    SQLException.class, () -> open(as + USER, secured.onward()).close())
                .getMessage())
        .contains("mysql/0 asks for the password in clear (caching_sha2_password)");

    rememberBoth();
    try (Connection connection = open(as + USER, secured.onward());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'Ssl_cipher'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(2)).isNotEmpty();
    }
    try (Errands errands = new JdbcErrands(open(as + USER, secured.onward()), OTHER, PASSWORD)) {
      assertFollowed(errands, "onward");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MYSQLI", "PDO", "MYSQL2"})
  void programInPlainSentOnByTls_isFollowedWarm(ProgramDriver driver) throws Exception {
    accounts();
    rememberBoth();

    try (Errands errands = new ProgramErrands(words(driver, Optional.empty(), secured.onward()))) {
      assertFollowed(errands, "onward");
    }
  }

  /** They mix one byte too much into their proof after a switch: no server ever finds it right. */
  @ParameterizedTest
  @EnumSource(names = {"PYMYSQL", "GO"})
  void programInPlainWhoseShortProofIsWrong_isRefusedWarm(ProgramDriver driver) throws Exception {
    accounts();
    rememberBoth();

    FollowedErrands.assertNotLetIn(
        words(driver, Optional.empty(), secured.onward()), "log in by TLS once");
  }

  @Test
  void changeOfUserInPlainSentOnByTls_isRefusedCold() throws Exception {
    accounts();
    String as = "&password=" + PASSWORD + "&user=" + USER;
    open(MYSQL_TLS + as, secured.secure()).close();
    try (Connection connection = open(MYSQL + as, secured.onward())) {
      SQLException error =
          catchThrowableOfType(
              SQLException.class,
              () -> connection.unwrap(JdbcConnection.class).changeUser(OTHER, PASSWORD));

      assertThat(error.getErrorCode()).isEqualTo(3159);
      assertThat(error.getMessage()).contains("log in by TLS once");
    }
  }

  /** Both have logged in by TLS. */
  private void rememberBoth() throws SQLException {
    for (String user : List.of(USER, OTHER)) {
      open(MYSQL_TLS + "&password=" + PASSWORD + "&user=" + user, secured.secure()).close();
    }
  }

  /** It needs TLS at the server itself, and its session has it. */
  @ParameterizedTest
  @ValueSource(strings = {MYSQL_TLS, MARIADB_TLS})
  void accountThatNeedsTls_isLetIn(String url) throws Exception {
    accounts();
    server.execute("ALTER USER " + USER + " REQUIRE SSL");
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'Ssl_version'")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(2)).startsWith("TLSv1.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MYSQL_TLS, MARIADB_TLS})
  void wrongPasswordByTls_isTheServersOwnError(String url) {
    accounts();
    SQLException error =
        catchThrowableOfType(
            SQLException.class,
            () -> open(url + "&user=one&password=wrong", secured.secure()).close());

    assertThat(error.getErrorCode()).isEqualTo(1045);
    assertThat(error.getSQLState()).isEqualTo("28000");
    assertThat(error.getMessage()).contains("Access denied for user 'one'@");
  }

  @ParameterizedTest
  @ValueSource(strings = {MYSQL, MARIADB})
  void clientInPlainWhereTlsIsRequired_isToldSo(String url) {
    SQLException error =
        catchThrowableOfType(
            SQLException.class, () -> open(url + "&user=one&password=x", secured.secure()).close());

    assertThat(error.getMessage()).contains("connections to this port need TLS");
  }
}
