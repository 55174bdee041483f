package dev.patchbay.health;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.patchbay.pump.Names;
import dev.patchbay.topology.Node;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The check against a complete HTTP server, well and at fault. */
class AgentFaultsTest {
  private static final String JSON = "{\"wsrep_local_index\":1,\"healthy\":true}";
  private static final int TIMEOUT_MILLIS = 1000;

  @RegisterExtension
  private static final WireMockExtension AGENT =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private final Vertx vertx = Vertx.vertx();
  private final HttpAgentCheck check =
      new HttpAgentCheck(
          vertx,
          new Names(vertx),
          LoopClock.of(vertx),
          TIMEOUT_MILLIS,
          Optional.empty(),
          new FileReserve(0));

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void wellAgent_isAskedAtItsEndpoint() throws Exception {
    AGENT.stubFor(get("/api/v1/status").willReturn(okJson(JSON)));

    assertThat(verdict())
        .isEqualTo(new Verdict(true, OptionalLong.of(1), "health agent answered 200", ""));

    AGENT.verify(1, getRequestedFor(urlEqualTo("/api/v1/status")));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void brokenAnswer_isUnhealthy(Fault fault) throws Exception {
    answer(aResponse().withFault(fault));

    assertThat(verdict().healthy()).isFalse();
  }

  @Test
  void lateAnswer_isUnhealthyAndTheNextOneIsReadAsItself() throws Exception {
    answer(okJson(JSON).withFixedDelay(TIMEOUT_MILLIS + 500));
    assertThat(verdict())
        .isEqualTo(Verdict.failed(CheckResult.TIMEOUT, "no answer within 1000 ms"));

    answer(aResponse().withStatus(503));

    assertThat(verdict()).isEqualTo(Verdict.unhealthy("health agent answered 503"));
  }

  @Test
  void dribbledAnswer_isHealthyWithinTheTimeout() throws Exception {
    answer(okJson(JSON).withChunkedDribbleDelay(5, 200));

    assertThat(verdict().healthy()).isTrue();
  }

  @Test
  void dribbledAnswer_isUnhealthyBeyondTheTimeout() throws Exception {
    answer(okJson(JSON).withChunkedDribbleDelay(10, 3 * TIMEOUT_MILLIS));

    assertThat(verdict())
        .isEqualTo(Verdict.failed(CheckResult.TIMEOUT, "no answer within 1000 ms"));
  }

  private static void answer(ResponseDefinitionBuilder response) {
    AGENT.stubFor(get("/api/v1/status").willReturn(response));
  }

  private Verdict verdict() throws Exception {
    Node backend = new Node("a", "127.0.0.1", 3306, AGENT.getPort(), "/api/v1/status");
    Promise<Verdict> verdict = Promise.promise();
    vertx.getOrCreateContext().runOnContext(v -> check.check(backend).onComplete(verdict));
    return verdict.future().await(30, TimeUnit.SECONDS);
  }
}
