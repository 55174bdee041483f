package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.testing.RealMysql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The newest MySQL of Debian, whose accounts prove themselves by {@code caching_sha2_password}. */
class NewestMysqlTest extends RealMysqlTlsContract {
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

  @Test
  void mysqlsOwnClientByTls_isLetIn() throws Exception {
    accounts();
    Path ca = server.directory().resolve("proxy-ca.pem");
    Files.copy(directory.resolve("ca.pem"), ca, StandardCopyOption.REPLACE_EXISTING);
    List<String> command =
        server.client(
            "--no-defaults",
            "--protocol=tcp",
            "--host=127.0.0.1",
            "--port=" + secured.secure(),
            "--user=" + USER,
            "--password=" + PASSWORD,
            "--ssl-mode=VERIFY_IDENTITY",
            "--ssl-ca=" + server.inside(ca),
            "--batch",
            "--execute=SHOW STATUS LIKE 'Ssl_version'");
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).contains("TLSv1.");
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
