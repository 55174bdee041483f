package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.patchbay.testing.RealMysql;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MySQL 5.7, whose accounts prove themselves by {@code mysql_native_password}. */
class OldMysqlTest extends RealMysqlContract {
  OldMysqlTest() {
    super("mysql_native_password");
  }

  @Override
  RealMysql newServer() throws Exception {
    return RealMysql.old();
  }

  /** As it comes, this one has no certificate. */
  @ParameterizedTest
  @ValueSource(strings = {MYSQL_TLS, MARIADB_TLS})
  void clientByTls_hearsThatTheServerHasNone(String url) {
    accounts();
    SQLException error = catchThrowableOfType(SQLException.class, () -> connect(url).close());

    assertThat(error.getMessage()).contains("mysql/0 offers no TLS");
  }
}
