package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.testing.RealMysql;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest MySQL of Debian, whose accounts prove themselves by {@code caching_sha2_password}. */
class NewestMysqlTest extends RealMysqlContract {
  NewestMysqlTest() {
    super("caching_sha2_password");
  }

  @Override
  RealMysql newServer() throws Exception {
    return RealMysql.newest();
  }

  @Test
  void mysqlsOwnClient_isFollowed() throws Exception {
    accounts();
    try (Errands errands = client("--ssl-mode=DISABLED", "--get-server-public-key")) {
      assertFollowed(errands);
    }
  }

  /** The whole proof, by the server's key, the first time; then what it remembers is enough. */
  @ParameterizedTest
  @ValueSource(strings = {MYSQL, MARIADB})
  void bothWaysIn_areFollowed(String url) throws Exception {
    accounts();
    String keyless = url.replace("&allowPublicKeyRetrieval=true", "");
    assertThatThrownBy(() -> connect(keyless)).isInstanceOf(SQLException.class);

    try (Errands cold = new JdbcErrands(connect(url), OTHER, PASSWORD)) {
      assertFollowed(cold);
    }
    try (Errands warm = new JdbcErrands(connect(keyless), USER, PASSWORD)) {
      assertFollowed(warm);
    }
  }
}
