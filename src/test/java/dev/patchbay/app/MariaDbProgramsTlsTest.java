package dev.patchbay.app;

import static org.awaitility.Awaitility.await;

import dev.patchbay.agent.MariaDbServer;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.TrustFiles;
import dev.patchbay.topology.ListenerTls;
import dev.patchbay.topology.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Drivers of other languages at listeners with a certificate, before a real MariaDB with one. */
@Tag("mysql")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariaDbProgramsTlsTest {
  private static final TestCertificates OF_PROXY = TestCertificates.authority();
  private static final TestCertificates OF_NODES = TestCertificates.authority();
  private static final String PASSWORD = "pass-word";
  private static final String USER = "one";
  private static final String OTHER = "two";

  @TempDir static Path directory;

  private final SecurePorts ports = SecurePorts.find();
  private MariaDbServer server;
  private ProxyBed bed;
  private TrustFiles trust;

  MariaDbProgramsTlsTest() throws Exception {}

  @BeforeAll
  void start() throws Exception {
    trust = TrustFiles.write(OF_PROXY, directory);
    // The server is another user's process.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    TestCertificates.Server node = OF_NODES.rsaServer("node.internal");
    Path certificate = Files.writeString(directory.resolve("node.crt"), node.certificatePem());
    Path key = Files.writeString(directory.resolve("node.key"), node.keyPem());
    server =
        new MariaDbServer(
            "--ssl-cert=" + certificate, "--ssl-key=" + key, "--max-allowed-packet=64M");
    for (String database : List.of("wire", "other")) {
      server.execute("CREATE DATABASE " + database);
    }
    server.execute("CREATE TABLE wire.t (id INT PRIMARY KEY)");
    server.execute("CREATE PROCEDURE wire.two() BEGIN SELECT 1, 'a'; SELECT id FROM wire.t; END");
    for (String user : List.of(USER, OTHER)) {
      server.execute(
          "CREATE USER %s@'%%' IDENTIFIED BY '%s' REQUIRE SSL".formatted(user, PASSWORD));
      server.execute("GRANT ALL ON *.* TO %s@'%%'".formatted(user));
    }
    bed = new ProxyBed(1, ProxyBed.INTERVAL_MILLIS);
    int agent = bed.agents.get(0).port();
    bed.with(List.of(new Node("mysql/0", "127.0.0.1", server.port(), agent, "/status")), List.of());
    // Where it is told an address, mysql2 looks for the name localhost.
    TestCertificates.Server own = OF_PROXY.rsaServer("127.0.0.1", "localhost");
    ListenerTls tls =
        new ListenerTls(
            List.of(own.certificate()),
            own.key(),
            true,
            List.of(OF_NODES.certificate()),
            Optional.of("node.internal"));
    bed.config = bed.config.listening(ports.listeners(tls, USER));
    bed.start();
    await().until(() -> bed.cluster().getJsonObject("activeBackend") != null);
  }

  @AfterAll
  void stop() throws Exception {
    if (bed != null) {
      bed.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void program_isFollowed_withAndWithoutRules(ProgramDriver driver) throws Exception {
    try (Errands errands = new ProgramErrands(words(driver, trust.pem(), ports.secure()))) {
      FollowedErrands.assertFollowed(bed, errands, "secure", USER);
    }
    try (Errands errands = new ProgramErrands(words(driver, trust.pem(), ports.ruled()))) {
      FollowedErrands.assertFollowed(bed, errands, "led", USER);
    }
  }

  /** Its accounts need TLS at the server. */
  @ParameterizedTest
  @EnumSource
  void programInPlain_isSentOnByTls_andFollowed(ProgramDriver driver) throws Exception {
    List<String> words =
        driver.words(
            directory, Optional.empty(), "127.0.0.1", "" + ports.onward(), USER, PASSWORD, OTHER);
    try (Errands errands = new ProgramErrands(words)) {
      FollowedErrands.assertFollowed(bed, errands, "onward", USER);
    }
  }

  @ParameterizedTest
  @EnumSource
  void programThatKnowsAnotherAuthority_doesNotLogIn(ProgramDriver driver) throws Exception {
    Path other = Files.writeString(directory.resolve("other.pem"), OF_NODES.caPem());

    FollowedErrands.assertMistrusted(driver, words(driver, other, ports.secure()));
    FollowedErrands.assertMistrusted(driver, words(driver, other, ports.ruled()));
  }

  private static List<String> words(ProgramDriver driver, Path ca, int port) {
    return driver.words(directory, Optional.of(ca), "127.0.0.1", "" + port, USER, PASSWORD, OTHER);
  }
}
