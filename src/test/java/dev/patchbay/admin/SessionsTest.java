package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.SessionQuery;
import dev.patchbay.session.SessionQuery.Sort;
import dev.patchbay.topology.ListenerId;
import dev.patchbay.topology.NodeId;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {
  private final WebSide web = new WebSide();

  @BeforeEach
  void start() throws Exception {
    web.api();
    web.sessions.all.add(FakeSessions.session(35, "db/0", "10.0.0.7"));
    web.sessions.all.add(FakeSessions.session(36, "", "fd00::7"));
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void list_saysWhoIsConnected() throws Exception {
    HttpResponse<String> answer = web.get("/v0/sessions");

    assertThat(answer.body())
        .isEqualTo(
            "{\"total\":2,\"sessions\":["
                + "{\"id\":\"active-0-z\",\"listener\":\"active\",\"node\":\"db/0\","
                + "\"client\":\"10.0.0.7:51234\",\"state\":\"relaying\","
                + "\"since\":\"2026-11-21T09:03:14.322Z\",\"bytes\":{\"toNode\":3,\"toClient\":4},"
                + "\"mysql\":null},"
                + "{\"id\":\"active-0-10\",\"listener\":\"active\",\"node\":null,"
                + "\"client\":\"[fd00:0:0:0:0:0:0:7]:51234\",\"state\":\"waiting\","
                + "\"since\":\"2026-11-21T09:03:14.322Z\",\"bytes\":{\"toNode\":3,\"toClient\":4},"
                + "\"mysql\":null}"
                + "]}");
  }

  @Test
  void sessionThatIsFollowed_isShownWithWhatIsKnownOfIt() throws Exception {
    web.sessions.all.clear();
    web.sessions.all.add(FakeSessions.followed(FakeSessions.session(37, "db/0", "10.0.0.8")));

    JsonObject answer = new JsonObject(web.get("/v0/sessions").body());

    assertThat(answer.getJsonArray("sessions").getJsonObject(0).getJsonObject("mysql").encode())
        .isEqualTo(
            "{\"phase\":\"commands\",\"lost\":null,\"user\":\"app\",\"database\":\"shop\","
                + "\"transaction\":\"yes\",\"outstanding\":1,\"atBoundary\":false,"
                + "\"kept\":[\"temporary_table\",\"user_variable\"]}");
  }

  @Test
  void list_withoutParameters_isTheFirstHundred() throws Exception {
    web.get("/v0/sessions");

    assertThat(web.sessions.asked)
        .containsExactly(
            new SessionQuery(
                Optional.empty(), Optional.empty(), Optional.empty(), Sort.SINCE, 100, 0));
  }

  @Test
  void parameters_areReadWithTheirEscapes() throws Exception {
    web.get(
        "/v0/sessions?node=db%2F0&address=fd00%3A%3A7&listener=active&sort=bytes&limit=7&offset=9");

    assertThat(web.sessions.asked)
        .containsExactly(
            new SessionQuery(
                Optional.of(ListenerId.ACTIVE),
                Optional.of(new NodeId("db/0")),
                Optional.of(InetAddress.getByName("fd00::7")),
                Sort.BYTES,
                7,
                9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listener=other | listener must be active or inactive; got \"other\"",
        "node=db%2F7 | node must be the name of a node; got \"db/7\"",
        "address=localhost | address must be an IP address; got \"localhost\"",
        "address=10.0.0.256 | address must be an IP address; got \"10.0.0.256\"",
        "address=10.1 | address must be an IP address; got \"10.1\"",
        "address=12%3A34 | address must be an IP address; got \"12:34\"",
        "sort=client | sort must be since or bytes; got \"client\"",
        "limit=0 | limit must be a whole number from 1 to 1000; got \"0\"",
        "limit=1001 | limit must be a whole number from 1 to 1000; got \"1001\"",
        "offset=-1 | offset must be a whole number from 0 to 10000000; got \"-1\"",
        "limit=%0A%1B | limit must be a whole number from 1 to 1000; got \"??\""
      })
  void wrongParameter_isSaidInOneLine(String query, String line) throws Exception {
    HttpResponse<String> answer = web.get("/v0/sessions?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(line + "\n");
    assertThat(web.sessions.asked).isEmpty();
  }

  @Test
  void tooMany_areToldToComeBack() throws Exception {
    web.sessions.busy = true;

    HttpResponse<String> answer = web.get("/v0/sessions");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void cut_saysWhatItWas_andIsAnEvent() throws Exception {
    HttpResponse<String> answer = delete("active-0-z");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getString("client")).isEqualTo("10.0.0.7:51234");
    JsonObject event =
        new JsonObject(web.get("/v0/events").body()).getJsonArray("events").getJsonObject(0);
    assertThat(event.getString("kind")).isEqualTo("session_cut");
    assertThat(event.getString("text"))
        .isEqualTo("proxy (127.0.0.1) cut the session of 10.0.0.7:51234 at db/0.");
  }

  @Test
  void cut_ofOneThatIsCut_changesNothing() throws Exception {
    delete("active-0-z");

    HttpResponse<String> again = delete("active-0-z");

    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(again.body())
        .isEqualTo("there is no such session now: it has ended, or never was\n");
    assertThat(new JsonObject(web.get("/v0/events").body()).getJsonArray("events")).hasSize(1);
  }

  @Test
  void idThatIsNone_isNotFound() throws Exception {
    for (String id : new String[] {"x", "active-0-", "active-99999-z", "active-0-zzzzzzzzzzzzz"}) {
      assertThat(delete(id).statusCode()).as(id).isEqualTo(404);
    }
  }

  private HttpResponse<String> delete(String id) throws Exception {
    return web.send(web.to("/v0/sessions/" + id).header("Authorization", WebSide.RIGHT).DELETE());
  }
}
