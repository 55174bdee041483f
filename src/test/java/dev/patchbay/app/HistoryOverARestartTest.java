package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole proxies with a state file: what they know of the past when they come back. */
class HistoryOverARestartTest {
  @TempDir private Path dir;

  @Test
  void past_isKnownAfterARestart_andThoseAfterIt() throws Exception {
    Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
    Instant minuteAgo = Instant.now().minus(Duration.ofMinutes(1));
    Files.writeString(
        dir.resolve("state.json.history"),
        new JsonObject()
            .put("version", 1)
            .put("nodes", new JsonArray(List.of("mysql/0")))
            .put("minutes", step(minuteAgo, 41))
            .put("day", step(hourAgo, 42))
            .encode());

    for (int run = 0; run < 2; run++) {
      try (ProxyBed bed = bed().start()) {
        assertThat(sessions(bed, "?span=day").getInteger(0)).isEqualTo(42);
        assertThat(sessions(bed, "").getInteger(0)).isEqualTo(41);
        // A minute has gone by since, of which nothing is known.
        assertThat(sessions(bed, "")).hasSizeGreaterThan(10);
        assertThat(sessions(bed, "").getValue(5)).isNull();
      }
    }
  }

  @Test
  void whatWasSeen_isWrittenAtTheEnd() throws Exception {
    try (ProxyBed bed = bed().start()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> sessions(bed, "").size() > 0 && sessions(bed, "?span=day").size() > 0);
    }

    assertThat(HistoryFile.beside(dir.resolve("state.json")).read().minutes()).isNotEmpty();
    assertThat(HistoryFile.beside(dir.resolve("state.json")).read().day().steps()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not ours", "{\"version\":1}", "DIRECTORY"})
  void fileThatIsNone_stopsNoStart(String content) throws Exception {
    Path file = dir.resolve("state.json.history");
    if (content.equals("DIRECTORY")) {
      Files.createDirectory(file);
    } else {
      Files.writeString(file, content);
    }

    try (ProxyBed bed = bed().start()) {
      await().until(() -> bed.whoAnswers().orElse("").contains("mysql/0"));
      assertThat(sessions(bed, "?span=day").size()).isLessThanOrEqualTo(2);
    }
  }

  private ProxyBed bed() throws Exception {
    ProxyBed bed = new ProxyBed(2, ProxyBed.INTERVAL_MILLIS);
    bed.config = bed.config.keeping(dir.resolve("state.json"));
    return bed;
  }

  private static JsonArray step(Instant at, int sessions) {
    return new JsonArray()
        .add(
            new JsonArray()
                .add(at.toEpochMilli())
                .add(new JsonArray().add(sessions))
                .add(new JsonArray().add(1.5)));
  }

  private static JsonArray sessions(ProxyBed bed, String query) throws Exception {
    return new JsonObject(bed.api("GET", "/v0/history" + query).body())
        .getJsonArray("nodes")
        .getJsonObject(0)
        .getJsonArray("sessions");
  }
}
