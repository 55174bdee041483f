package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of somebody else's can have an operator's browser send, and what must go on. */
class CrossSiteTest {
  private static final String OFF = " /v0/cluster?trafficEnabled=false&message=off HTTP/1.1";

  private final WebSide web = new WebSide();

  @BeforeEach
  void start() throws Exception {
    web.api();
  }

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  private String send(String line, String headers) throws Exception {
    return web.raw(line, "Authorization: " + WebSide.RIGHT, headers);
  }

  private boolean trafficIsOn() {
    return web.router.state().intent().traffic().enabled();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: proxy:8080\r\nOrigin: https://evil.example",
        "Host: proxy:8080\r\nOrigin: null",
        "Host: proxy:8080\r\nOrigin: ",
        "Host: proxy:8080\r\nOrigin: http://proxy:8081",
        "Host: proxy:8080\r\nOrigin: http://proxy",
        "Host: proxy\r\nOrigin: http://proxy:8080",
        "Host: proxy\r\nOrigin: http://proxy.evil.example",
        "Host: proxy\r\nOrigin: http://evil.example/proxy",
        "Host: proxy\r\nOrigin: http://proxy@evil.example",
        "Host: proxy\r\nOrigin: ftp://proxy",
        "Host: proxy\r\nOrigin: https://proxy\r\nSec-Fetch-Site: cross-site",
        "Host: proxy\r\nSec-Fetch-Site: cross-site",
        "Host: 0-proxy.example.com\r\nSec-Fetch-Site: same-site",
        "Host: proxy\r\nX-Forwarded-Host: other\r\nOrigin: https://evil.example",
      })
  void pageOfAnotherSite_is403_andChangesNothing(String headers) throws Exception {
    String answer = send("PATCH" + OFF, headers);

    assertThat(answer).startsWith("HTTP/1.1 403 ").contains("a page of another site");
    assertThat(trafficIsOn()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // curl
        "Host: proxy:8080",
        // the dashboard by plain http, where browsers send no Sec-Fetch-Site
        "Host: proxy:8080\r\nOrigin: http://proxy:8080",
        "Host: PROXY\r\nOrigin: http://proxy",
        "Host: [::1]:8080\r\nOrigin: http://[::1]:8080",
        "Host: proxy:443\r\nOrigin: https://proxy",
        // TLS ends before us: we are spoken to by http
        "Host: 0-proxy.example.com\r\nOrigin: https://0-proxy.example.com\r\nX-Forwarded-Proto: https",
        // a front that asks us by another name
        "Host: 10.0.0.1:8080\r\nX-Forwarded-Host: dash.example.com\r\nOrigin: https://dash.example.com",
        "Host: 10.0.0.1:8080\r\nX-Forwarded-Host: dash.example.com:8443, inner\r\n"
            + "Origin: https://dash.example.com:8443",
        // one that says nothing of that: the browser does, over https
        "Host: 10.0.0.1:8080\r\nOrigin: https://dash.example.com\r\nSec-Fetch-Site: same-origin",
        "Host: proxy\r\nSec-Fetch-Site: none",
      })
  void ownPage_andPrograms_goOn(String headers) throws Exception {
    String answer = send("PATCH" + OFF, headers);

    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(trafficIsOn()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v0/reload HTTP/1.1",
        "PUT /v0/drain HTTP/1.1",
        "POST /v0/switchover HTTP/1.1",
        "DELETE /v0/switchover HTTP/1.1",
        "DELETE /v0/sessions/1 HTTP/1.1",
        "PATCH /v0/nodes/db/0 HTTP/1.1",
        "OPTIONS /v0/cluster HTTP/1.1",
        "POST / HTTP/1.1"
      })
  void everyOtherMethod_isGuardedAlike(String line) throws Exception {
    assertThat(send(line, "Host: proxy\r\nOrigin: https://evil.example"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(web.healthPortCloses).hasValue(0);
  }

  /** It needs no password to be refused, so a browser is not even asked for one. */
  @Test
  void refusal_comesBeforeTheLogin() throws Exception {
    assertThat(web.raw("PATCH" + OFF, "Host: proxy", "Origin: https://evil.example"))
        .startsWith("HTTP/1.1 403 ")
        .doesNotContainIgnoringCase("www-authenticate");
  }

  /** A link to the dashboard, from wherever; and no page elsewhere is given leave to read. */
  @Test
  void looking_isAllowedFromAnywhere_butNotReading() throws Exception {
    assertThat(
            send(
                "GET /v0/cluster HTTP/1.1",
                "Host: proxy\r\nOrigin: https://evil.example\r\nSec-Fetch-Site: cross-site"))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContainIgnoringCase("access-control-");
  }
}
