package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command line client of MariaDB, against a stand-in. */
@Tag("database")
class MariadbClientTest {
  private static Vertx vertx;
  private static StandInServer server;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    server = Await.result(StandInServer.start(vertx, "node-2", 2));
  }

  @AfterAll
  static void stop() {
    Await.closed(vertx);
  }

  private record Result(int exitCode, String output) {}

  private static Result mariadb(String input, String... more) throws Exception {
    return run("mariadb", input, more);
  }

  private static Result run(String program, String input, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of(program, "--no-defaults", "-h", "127.0.0.1"));
    command.addAll(List.of("-P", "" + server.port(), "-u", "any"));
    command.addAll(List.of(more));
    Process client = null;
    try {
      client = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      fail("This test needs the programs of the Debian package mariadb-client", missing);
    }
    try (var in = client.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Result(client.exitValue(), output);
  }

  @Test
  void theGuidesQuestion_isAnsweredWithTheNode() throws Exception {
    Result asked = mariadb("", "-e", "select @@hostname");

    assertThat(asked).isEqualTo(new Result(0, "@@hostname\nnode-2\n"));
  }

  @Test
  void aPasswordAndAnotherMethod_areTakenToo() throws Exception {
    Result asked =
        mariadb("", "-psecret", "--default-auth=client_ed25519", "-N", "-e", "select @@hostname");

    assertThat(asked).isEqualTo(new Result(0, "node-2\n"));
  }

  @Test
  void mysqladmin_findsTheServerAlive() throws Exception {
    Result ping = run("mysqladmin", "", "ping");

    assertThat(ping).isEqualTo(new Result(0, "mysqld is alive\n"));
  }

  @Test
  void aStatementThatNobodyKnows_isAnErrorOfMysql() throws Exception {
    Result refused = mariadb("", "-e", "show engines");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("ERROR 1235 (42000)");
  }

  @Test
  void status_works() throws Exception {
    Result status = mariadb("", "-t", "-e", "status");

    assertThat(status.exitCode()).isZero();
    assertThat(status.output())
        .contains("Server version:\t\t8.0.45-patchbay-stand-in Patchbay demo, not a database")
        .contains("Current user:\t\tany@localhost")
        .contains("Protocol version:\t10")
        .doesNotContain("ERROR");
  }

  @Test
  void aConversation_works() throws Exception {
    Result talk =
        mariadb(
            "use shop\nselect database();\nshow warnings;\nshow tables;\n"
                + "begin;\nselect * from t;\ncommit;\nconnect depot\nselect database();\n",
            "--no-auto-rehash",
            "-N");

    assertThat(talk.exitCode()).isZero();
    assertThat(talk.output()).startsWith("shop\nnode-2\n").endsWith("depot\n");
  }

  @Test
  void useWithCompletion_works() throws Exception {
    Result talk = mariadb("use shop\nselect database();\n", "--auto-rehash", "-N");

    assertThat(talk.exitCode()).isZero();
    assertThat(talk.output()).endsWith("shop\n").doesNotContain("ERROR");
  }

  @Test
  void anInsert_isRefusedWithTheReason() throws Exception {
    Result refused = mariadb("", "-e", "insert into t values (1)");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("ERROR 1235 (42000)").contains("node-2 is a stand-in");
  }

  @Test
  void aStatementBeyondTheLimit_isRefusedWithTheReason() throws Exception {
    String tooLong = "select '" + "x".repeat(PacketReader.MAX_PAYLOAD) + "';\n";

    Result refused = mariadb(tooLong, "--max-allowed-packet=64M");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("ERROR 1153 (08S01)");
  }

  @Test
  void aStatementOfSeveralPackets_isRefusedWithTheReason() throws Exception {
    String huge = "select '" + "x".repeat(20 * 1024 * 1024) + "';\n";

    Result refused = mariadb(huge, "--max-allowed-packet=64M");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("ERROR 1153 (08S01)");
  }
}
