package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.agent.MariaDbServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PHP, Python and MariaDB's own client against a real MariaDB, while a conversation watches. */
@Tag("database")
class LiveClientsTest {
  private static final String SCRIPTS = "src/test/resources/wire/";
  private static MariaDbServer server;

  @BeforeAll
  static void start() throws SQLException {
    server = new MariaDbServer();
    try (Connection c =
        DriverManager.getConnection(
            "jdbc:mariadb://127.0.0.1:%d/?user=root".formatted(server.port()))) {
      LiveDriver.prepare(c);
    }
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void php_isFollowed() throws Exception {
    try (TeeProxy tee = new TeeProxy(server.port())) {
      List<String> answers =
          run("php", "-d", "mysqli.allow_local_infile=1", SCRIPTS + "client.php", "" + tee.port());

      LiveTrafficTest.awaitQuit(tee);
      assertThat(tee.watched()).hasSize(2);
      tee.watched().get(0).ask(verdicts -> changedUser(verdicts, answers));
      tee.watched().get(0).ask(verdicts -> LiveTrafficTest.record("php", verdicts));
      tee.watched().get(1).ask(verdicts -> LiveTrafficTest.record("php-file", verdicts));
      assertThat(tee.<Integer>lastly(verdicts -> verdicts.files)).isEqualTo(1);
      tee.last().ask(verdicts -> LiveTrafficTest.holds(verdicts, numbers(last(answers))));
    }
  }

  private static Void changedUser(Verdicts verdicts, List<String> answers) {
    // A change of user that fails ends the connection.
    assertThat(verdicts.conversation.opaque()).isEmpty();
    assertThat(verdicts.errors.get(verdicts.errors.size() - 1).code()).isEqualTo(1045);
    assertThat(verdicts.cursors).isPositive();
    assertThat(verdicts.commands)
        .containsKeys(
            Command.STATISTICS,
            Command.STMT_FETCH,
            Command.STMT_SEND_LONG_DATA,
            Command.SET_OPTION,
            Command.STMT_RESET);
    LiveTrafficTest.agree(verdicts, numbers(answers.subList(0, answers.size() - 1)));
    return null;
  }

  @Test
  void python_isFollowed() throws Exception {
    try (TeeProxy tee = new TeeProxy(server.port())) {
      List<String> answers = run("/usr/bin/python3", SCRIPTS + "client.py", "" + tee.port());

      LiveTrafficTest.awaitQuit(tee);
      tee.last().ask(verdicts -> LiveTrafficTest.holds(verdicts, numbers(answers)));
      tee.last().ask(verdicts -> LiveTrafficTest.record("pymysql", verdicts));
      assertThat(tee.<Integer>lastly(verdicts -> verdicts.files)).isEqualTo(2);
      assertThat(tee.<String>lastly(v -> v.login.attributes().get("program_name")))
          .isEqualTo("wire");
    }
  }

  @Test
  void mariadbsClient_isFollowedWithItsReportsOfProgress() throws Exception {
    try (TeeProxy tee = new TeeProxy(server.port())) {
      // It completes names, and so asks for the fields of each table; it has a terminal, and so
      // wants to hear of progress.
      String sql =
          """
          SET progress_report_time = 1;
          CREATE TABLE p (a INT PRIMARY KEY, v CHAR(200));
          INSERT INTO p SELECT seq, seq FROM seq_1_to_300000;
          ALTER TABLE p ADD INDEX (v), ALGORITHM=COPY;
          DROP TABLE p;
          %s;
          quit
          """
              .formatted(Verdicts.QUESTION);
      runWith(
          sql,
          "script",
          "-qec",
          "mariadb --no-defaults --auto-rehash --skip-ssl --protocol=tcp -h 127.0.0.1 -u root"
              + " -P %d wire".formatted(tee.port()),
          "/dev/null");

      LiveTrafficTest.awaitQuit(tee);
      tee.last().ask(verdicts -> LiveTrafficTest.holds(verdicts, List.of(0)));
      tee.last().ask(verdicts -> LiveTrafficTest.record("mariadb-client", verdicts));
      assertThat(tee.<Integer>lastly(verdicts -> verdicts.progress)).isPositive();
      assertThat(tee.<Object>lastly(verdicts -> verdicts.commands.get(Command.FIELD_LIST)))
          .isNotNull();
    }
  }

  @Test
  void compression_isOpaque() throws Exception {
    try (TeeProxy tee = new TeeProxy(server.port())) {
      run(
          "mariadb",
          "--no-defaults",
          "--compress",
          "--protocol=tcp",
          "-h127.0.0.1",
          "-uroot",
          "-P" + tee.port(),
          "-e",
          "SELECT 1");

      assertThat(tee.<Object>lastly(verdicts -> verdicts.conversation.opaque().get()))
          .isEqualTo(Opaque.COMPRESSED);
    }
  }

  private static List<String> last(List<String> lines) {
    return lines.subList(lines.size() - 1, lines.size());
  }

  private static List<Integer> numbers(List<String> lines) {
    return lines.stream().map(Integer::valueOf).toList();
  }

  private static List<String> run(String... command) throws IOException, InterruptedException {
    return runWith("", command);
  }

  private static List<String> runWith(String input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    List<String> lines =
        new ArrayList<>(
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList());
    assertThat(process.waitFor()).as(() -> String.join("\n", lines)).isZero();
    return lines;
  }
}
