package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.agent.FakePeer;
import dev.patchbay.agent.FreePort;
import dev.patchbay.session.CloseReason;
import dev.patchbay.topology.ListenerId;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the scripts of a deployment ask. */
class LifecycleTest {
  private final WebSide web = new WebSide();

  @AfterEach
  void stop() throws Exception {
    web.close();
  }

  @Test
  void pingdb_is200_whenAServerAnswersIfOnlyToDeny() throws Exception {
    try (FakePeer database = FakePeer.saying(FakePeer.errorPacket(1045, "Access denied"))) {
      web.mysqlPort = database.port();
      web.api();

      HttpResponse<String> answer = web.get("/v0/pingdb");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("1045").hasLineCount(1);
    }
  }

  @Test
  void pingdb_is502_whenNobodyListensOrTheConnectionIsClosed() throws Exception {
    web.mysqlPort = FreePort.take();
    web.api();
    HttpResponse<String> refused = web.get("/v0/pingdb");
    try (FakePeer closing = FakePeer.saying(new byte[0])) {
      web.mysqlPort = closing.port();
      web.api();

      HttpResponse<String> closed = web.get("/v0/pingdb");

      assertThat(refused.statusCode()).isEqualTo(502);
      assertThat(closed.statusCode()).isEqualTo(502);
    }
  }

  @Test
  void pingdb_is504_whenTheDatabaseHangs_andOneConnectionServesAllWhoAsk() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (FakePeer hanging =
        new FakePeer(
            socket -> {
              answer.await();
              socket.getOutputStream().write(FakePeer.errorPacket(1040, "Too many connections"));
              socket.shutdownOutput();
            })) {
      web.mysqlPort = hanging.port();
      web.api();
      CompletableFuture<HttpResponse<String>> other =
          CompletableFuture.supplyAsync(() -> getQuietly("/v0/pingdb"));

      HttpResponse<String> first = web.get("/v0/pingdb");
      HttpResponse<String> later = web.get("/v0/pingdb");

      assertThat(first.statusCode()).isEqualTo(504);
      assertThat(other.get().statusCode()).isEqualTo(504);
      assertThat(later.statusCode()).isEqualTo(504);
      assertThat(hanging.accepted()).isEqualTo(1);
      assertThat(hanging.open()).as("the login is not broken off").isEqualTo(1);

      answer.countDown();

      await().until(() -> web.get("/v0/pingdb").statusCode() == 200);
    }
  }

  private HttpResponse<String> getQuietly(String path) {
    try {
      return web.get(path);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void drain_beginsOnce_closesTheHealthPort_andCountsSessions() throws Exception {
    web.api();
    web.counts.opened(ListenerId.ACTIVE, web.a);
    web.counts.opened(ListenerId.INACTIVE, web.b);
    JsonObject before = new JsonObject(web.get("/v0/drain").body());

    JsonObject begun = put("/v0/drain");
    JsonObject again = put("/v0/drain");
    web.counts.closed(ListenerId.ACTIVE, Optional.of(web.a), CloseReason.CLIENT_CLOSED);
    JsonObject later = new JsonObject(web.get("/v0/drain").body());

    assertThat(before.getMap()).containsEntry("draining", false).containsEntry("sessions", 2);
    assertThat(begun.getMap()).containsEntry("draining", true).containsEntry("sessions", 2);
    assertThat(begun.getInteger("seconds")).isBetween(0, 20);
    assertThat(again.getMap()).containsEntry("draining", true);
    assertThat(later.getMap()).containsEntry("draining", true).containsEntry("sessions", 1);
    assertThat(web.healthPortCloses).hasValue(1);
  }

  @Test
  void pingdb_is503_whileDraining() throws Exception {
    try (FakePeer database = FakePeer.saying(FakePeer.errorPacket(1045, "Access denied"))) {
      web.mysqlPort = database.port();
      web.api();
      put("/v0/drain");

      HttpResponse<String> answer = web.get("/v0/pingdb");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(database.accepted()).isZero();
    }
  }

  @Test
  void both_needAuthenticationAndTheirMethods() throws Exception {
    web.api();

    assertThat(web.send(web.to("/v0/pingdb")).statusCode()).isEqualTo(401);
    assertThat(web.send(web.to("/v0/drain").PUT(BodyPublishers.noBody())).statusCode())
        .isEqualTo(401);
    assertThat(web.healthPortCloses).hasValue(0);
    assertThat(web.patch("/v0/drain").headers().firstValue("Allow")).hasValue("GET, HEAD, PUT");
    assertThat(web.patch("/v0/pingdb").headers().firstValue("Allow")).hasValue("GET");
  }

  private JsonObject put(String path) throws Exception {
    HttpResponse<String> answer =
        web.send(web.to(path).header("Authorization", WebSide.RIGHT).PUT(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    return new JsonObject(answer.body());
  }
}
