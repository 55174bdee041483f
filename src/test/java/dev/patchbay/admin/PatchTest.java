package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.routing.Operator;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH /v0/cluster}: the one request that changes something. */
class PatchTest {
  private final WebSide web = new WebSide();

  @BeforeEach
  void start() throws Exception {
    web.api();
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void patch_disables_keepsTheActiveNodeInView_andAnswersTheCluster() throws Exception {
    web.up(web.a);
    web.down(web.b);

    HttpResponse<String> response =
        web.patch("/v0/cluster?trafficEnabled=false&message=moving%20%22db%22%0A");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(response.body())
        .isEqualTo(
            "{\"activeBackend\":{\"host\":\"10.0.0.1\",\"port\":3306,\"name\":\"db/0\"},"
                + "\"trafficEnabled\":false,\"message\":\"moving \\\"db\\\"\\n\","
                + "\"lastUpdated\":\"2026-11-21T09:03:14.322211Z\"}")
        .isEqualTo(web.get("/v0/cluster").body());
    assertThat(web.get("/v0/backends").body())
        .contains("\"active\":true,\"trafficEnabled\":false")
        .doesNotContain("\"trafficEnabled\":true");
  }

  @Test
  void patch_formBody_winsOverTheQuery() throws Exception {
    HttpResponse<String> response =
        web.patch(
            "/v0/cluster?trafficEnabled=true&message=query",
            "trafficEnabled=false",
            "message=from+the+body");

    assertThat(response.body()).contains("\"trafficEnabled\":false,\"message\":\"from the body\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"",
        "multipart/form-data; boundary=;charset="
      })
  void patch_multipartBodyWithoutABoundary_isABadRequest(String contentType) throws Exception {
    HttpResponse<String> response =
        web.send(
            web.to("/v0/cluster")
                .header("Authorization", WebSide.RIGHT)
                .header("Content-Type", contentType)
                .method("PATCH", BodyPublishers.ofString("0123456789")));

    assertThat(response.statusCode()).isEqualTo(400);
  }

  @Test
  void patch_multipartBody() throws Exception {
    String body =
        "--x\r\nContent-Disposition: form-data; name=\"trafficEnabled\"\r\n\r\n0\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\nwork\r\n--x--\r\n";

    HttpResponse<String> response =
        web.send(
            web.to("/v0/cluster")
                .header("Authorization", WebSide.RIGHT)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .method("PATCH", BodyPublishers.ofString(body)));

    assertThat(response.body()).contains("\"trafficEnabled\":false,\"message\":\"work\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
  void patch_everyWordForTrue(String word) throws Exception {
    web.router.setTraffic(false, "work", Operator.NOBODY);

    HttpResponse<String> response = web.patch("/v0/cluster?trafficEnabled=" + word);

    assertThat(response.body()).contains("\"trafficEnabled\":true,\"message\":\"\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False"})
  void patch_everyWordForFalse(String word) throws Exception {
    HttpResponse<String> response = web.patch("/v0/cluster?message=x&trafficEnabled=" + word);

    assertThat(response.body()).contains("\"trafficEnabled\":false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?message=x | trafficEnabled must be one of 1, t, true, 0, f, false; it is missing",
        "?trafficEnabled= | trafficEnabled must be one of 1, t, true, 0, f, false; it is missing",
        "?trafficEnabled=tRUE"
            + " | trafficEnabled must be one of 1, t, true, 0, f, false; got \"tRUE\"",
        "?trafficEnabled=%0A%3Cb%3E"
            + " | trafficEnabled must be one of 1, t, true, 0, f, false; got \"?<b>\"",
        "?trafficEnabled=false"
            + " | message is required when trafficEnabled is false: say why, for those who wonder"
            + " later",
        "?trafficEnabled=0&message="
            + " | message is required when trafficEnabled is false: say why, for those who wonder"
            + " later",
      })
  void patch_faulty_isOneReasonAndNothingElse(String query, String reason) throws Exception {
    HttpResponse<String> response = web.patch("/v0/cluster" + query);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(response.body()).isEqualTo(reason + "\n");
    assertThat(web.router.state().traffic().lastUpdated()).isEmpty();
  }

  @Test
  void patch_messageOf10kBInTheQuery() throws Exception {
    String message = "m".repeat(10_000);

    HttpResponse<String> response =
        web.patch("/v0/cluster?trafficEnabled=false&message=" + message);

    assertThat(new JsonObject(response.body()).getString("message")).isEqualTo(message);
  }

  @Test
  void patch_messageUpTo16KiB_inTheBody_andNotOneByteMore() throws Exception {
    String most = "é".repeat(8 * 1024);

    assertThat(
            web.patch("/v0/cluster", "trafficEnabled=0", "message=" + encoded(most)).statusCode())
        .isEqualTo(200);
    assertThat(web.router.state().traffic().message()).isEqualTo(most);
    assertThat(
            web.patch("/v0/cluster", "trafficEnabled=0", "message=" + encoded(most + "x")).body())
        .isEqualTo("message must not be longer than 16384 bytes\n");
  }

  @Test
  void patch_bodyOver64KiB_isTooLarge() throws Exception {
    HttpResponse<String> response =
        web.patch("/v0/cluster", "trafficEnabled=1", "x=" + "y".repeat(70_000));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(web.router.state().traffic().lastUpdated()).isEmpty();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
