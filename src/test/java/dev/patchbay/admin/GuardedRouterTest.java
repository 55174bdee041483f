package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.ApiConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedRouterTest {
  private final WebSide web = new WebSide();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void noCredentials_are401_onEveryPath() throws Exception {
    web.api();

    for (String path : new String[] {"/", "/v0/cluster", "/v0/nothing", "/app.js"}) {
      HttpResponse<String> response = web.send(web.to(path));

      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(response.headers().firstValue("WWW-Authenticate"))
          .hasValue("Basic realm=\"Authorization Required\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic !!!!",
        "Basic AA",
        "Bearer abc",
        "Digest username=\"proxy\"",
        "proxy:wrong",
        "proxy:",
        "proxy",
        ":",
        "Proxy:s3cret:with-colon",
        "proxy:s3cret",
        "proxy:s3cret:with-colon ",
        ":s3cret:with-colon",
      })
  void wrongCredentials_are401(String header) throws Exception {
    web.api();
    boolean isHeader = header.isEmpty() || header.matches("(Basic|Bearer|Digest).*");
    String value = isHeader ? header : WebSide.basic(header);

    assertThat(web.raw("GET /v0/cluster HTTP/1.1", "Host: x", "Authorization: " + value))
        .startsWith("HTTP/1.1 401 ");
  }

  @Test
  void emptyPassword_stillNeedsItsColon() {
    ApiConfig api = new ApiConfig(0, 0, "proxy", "", false, List.of(), Optional.empty());
    Given complete = Given.in(WebSide.basic("proxy:")).orElseThrow();

    assertThat(Keyring.of(api).look(complete)).isInstanceOf(Keyring.Right.class);
    assertThat(Given.in(WebSide.basic("proxy"))).isEmpty();
    assertThat(Given.in(null)).isEmpty();
  }

  @Test
  void schemeInAnyCase() throws Exception {
    web.api();
    String lower = WebSide.RIGHT.replace("Basic", "basic");

    assertThat(web.send(web.to("/v0/cluster").header("Authorization", lower)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void forceHttps_redirectsBeforeItAsksForCredentials() throws Exception {
    web.forceHttps = true;
    web.api();

    String response = web.raw("GET /v0/x?a=1&b=%20 HTTP/1.1", "Host: proxy.example.com:8080");

    assertThat(response)
        .startsWith("HTTP/1.1 302 Found\r\n")
        .containsIgnoringCase("\r\nlocation: https://proxy.example.com:8080/v0/x?a=1&b=%20\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Proto: http",
        "X-Forwarded-Proto: https,http",
        "X-Forwarded-Proto: https,",
        "X-Forwarded-Proto: ",
        "X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http",
        "X-Forwarded-Proto: http\r\nX-Forwarded-Proto: https",
      })
  void forceHttps_oneValueOtherThanHttps_redirects(String headers) throws Exception {
    web.forceHttps = true;
    web.api();

    assertThat(web.raw("GET / HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT, headers))
        .startsWith("HTTP/1.1 302 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Proto: https",
        "x-forwarded-proto:  HTTPS , https",
        "X-Forwarded-Proto: https\r\nX-Forwarded-Proto: https",
      })
  void forceHttps_httpsAllTheWay_passes(String headers) throws Exception {
    web.forceHttps = true;
    web.api();

    assertThat(web.raw("GET / HTTP/1.1", "Host: x", "Authorization: " + WebSide.RIGHT, headers))
        .startsWith("HTTP/1.1 200 ");
    assertThat(web.raw("GET / HTTP/1.1", "Host: x", headers)).startsWith("HTTP/1.1 401 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Nothing: 1",
        "Host: ",
        "Host: a b",
        "Host: evil.example/@x",
        "Host: user@evil.example",
        "Host: a\r\nHost: b",
        "Host: x:port",
      })
  void forceHttps_withoutOneCleanHost_is400(String headers) throws Exception {
    web.forceHttps = true;
    web.api();

    assertThat(web.raw("GET / HTTP/1.1", headers)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void forceHttps_cannotBeMadeToRedirectElsewhere() throws Exception {
    web.forceHttps = true;
    web.api();

    assertThat(web.raw("GET //evil.example/ HTTP/1.1", "Host: good.example"))
        .containsIgnoringCase("location: https://good.example//evil.example/\r\n");
    assertThat(web.raw("GET http://evil.example/x HTTP/1.1", "Host: good.example"))
        .doesNotContainIgnoringCase("location: https://evil");
    assertThat(web.raw("GET /a%0d%0aSet-Cookie:x HTTP/1.1", "Host: good.example"))
        .containsIgnoringCase("location: https://good.example/a%0d%0aSet-Cookie:x\r\n");
  }

  @Test
  void handlerThatThrows_is500_andTheServerGoesOn() throws Exception {
    Router router = GuardedRouter.router(web.vertx, new ApiAccess(web.apiConfig()), "this-process");
    router
        .get("/broken")
        .handler(
            ctx -> {
              throw new IllegalStateException("secret detail");
            });
    router.get("/fine").handler(ctx -> ctx.end("fine"));
    web.listen(
        new HttpListener(
            "test",
            web.vertx,
            new HttpServerOptions().setHost("127.0.0.1").setPort(0),
            web.limits,
            router));

    HttpResponse<String> broken = web.get("/broken");

    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).isEqualTo("Internal Server Error\n");
    assertThat(web.get("/fine").body()).isEqualTo("fine");
  }
}
