package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void pythonByTls_isFollowed() throws Exception {
    accounts();
    String ca = "ERRANDS_CA=" + directory.resolve("ca.pem");
    List<String> words =
        List.of(
            "env",
            ca,
            "/usr/bin/python3",
            SCRIPTS + "errands.py",
            "127.0.0.1",
            "" + tlsPort,
            USER,
            PASSWORD,
            OTHER);
    try (Errands errands = new ProgramErrands(words)) {
      assertFollowed(errands, "secure");
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
            SQLException.class, () -> open(url + "&user=one&password=wrong", tlsPort).close());

    assertThat(error.getErrorCode()).isEqualTo(1045);
    assertThat(error.getSQLState()).isEqualTo("28000");
    assertThat(error.getMessage()).contains("Access denied for user 'one'@");
  }

  @ParameterizedTest
  @ValueSource(strings = {MYSQL, MARIADB})
  void clientInPlainWhereTlsIsRequired_isToldSo(String url) {
    SQLException error =
        catchThrowableOfType(
            SQLException.class, () -> open(url + "&user=one&password=x", tlsPort).close());

    assertThat(error.getMessage()).contains("connections to this port need TLS");
  }
}
