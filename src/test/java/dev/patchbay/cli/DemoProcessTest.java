package dev.patchbay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.testing.PatchbayProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo, followed as its own guide says. */
class DemoProcessTest {

  @Test
  void guide_leadsThroughAFailoverAndBack() throws Exception {
    try (PatchbayProcess demo = PatchbayProcess.start("demo")) {
      String client = demo.awaitLine("mariadb -h 127.0.0.1 -P");
      demo.awaitLine("New active backend");
      int port = Integer.parseInt(find("-P (\\d+)", client));
      await().until(() -> hostname(port).equals("node-0"));
      try (Connection session = connect(port)) {
        post(find("(http://\\S+/sick)", demo.awaitLine("node-0   curl")));

        await().until(() -> !session.isValid(1));
      }
      await().until(() -> hostname(port).equals("node-1"));

      String back = "Previously unhealthy backend became healthy";
      int before = demo.lines(back).size();
      post(find("(http://\\S+/well)", demo.awaitLine("node-0   curl")));
      await().until(() -> demo.lines(back).size() > before);
      assertThat(hostname(port)).isEqualTo("node-1");

      demo.terminate();
      assertThat(demo.exitCode()).isZero();
    }
  }

  private static String hostname(int port) {
    try (Connection session = connect(port);
        ResultSet rows = session.createStatement().executeQuery("select @@hostname")) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      return e.toString();
    }
  }

  private static Connection connect(int port) throws SQLException {
    return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port + "/?user=any");
  }

  private static String find(String pattern, String in) {
    Matcher matcher = Pattern.compile(pattern).matcher(in);
    assertThat(matcher.find()).as("%s in %s", pattern, in).isTrue();
    return matcher.group(1);
  }

  private static void post(String url) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
  }
}
