package dev.patchbay.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.PatchbayProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code patchbay demo}: the real proxy before stand-ins for nodes, in a process of its own. */
final class Demo implements AutoCloseable {
  static final String USER = "demo";
  static final String PASSWORD = "s3cret";

  private final PatchbayProcess process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Connection> sessions = new ArrayList<>();
  private final int mysqlPort;
  private final int apiPort;

  private Demo(PatchbayProcess process) {
    this.process = process;
    mysqlPort = Integer.parseInt(find("-P (\\d+)", "mariadb -h 127.0.0.1 -P"));
    apiPort = Integer.parseInt(find("http://127.0.0.1:(\\d+)/", "Dashboard: "));
    await().until(() -> asked().equals("node-0"));
  }

  /** The demo from the classes of this build. */
  static Demo start() throws IOException {
    return new Demo(PatchbayProcess.start("demo", "--password", PASSWORD));
  }

  /** The demo from the jar. */
  static Demo ofTheJar(String java, String jar) throws IOException {
    return new Demo(
        PatchbayProcess.of(
            new ProcessBuilder(java, "-jar", jar, "demo", "--password", PASSWORD).start()));
  }

  int apiPort() {
    return apiPort;
  }

  String url() {
    return "http://127.0.0.1:" + apiPort + "/";
  }

  String urlWithPassword() {
    return url().replace("http://", "http://" + USER + ":" + PASSWORD + "@");
  }

  /** Opens this many sessions in place of those there were; they stay open. */
  void open(int count) throws SQLException {
    closeSessions();
    for (int i = 0; i < count; i++) {
      sessions.add(connect());
    }
  }

  /** Tells the agent of a node to be {@code sick}, {@code well} or to {@code hang}. */
  void agent(int node, String what) throws Exception {
    String url = find("(http://\\S+)/sick", "node-" + node + "   curl");
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(url + "/" + what))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(200);
  }

  private String asked() {
    try (Connection session = connect();
        ResultSet rows = session.createStatement().executeQuery("select @@hostname")) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      return e.toString();
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + mysqlPort + "/?user=any");
  }

  private String find(String pattern, String inLine) {
    Matcher matcher = Pattern.compile(pattern).matcher(process.awaitLine(inLine));
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  private void closeSessions() {
    for (Connection session : sessions) {
      try {
        session.close();
      } catch (SQLException e) {
        // The proxy has cut it before.
      }
    }
    sessions.clear();
  }

  @Override
  public void close() {
    closeSessions();
    process.close();
  }
}
