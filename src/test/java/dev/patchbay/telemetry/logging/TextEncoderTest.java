package dev.patchbay.telemetry.logging;

import static dev.patchbay.telemetry.logging.Events.event;
import static dev.patchbay.telemetry.logging.Events.pair;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextEncoderTest {

  @Test
  void oneReadableLine_inLocalTime() {
    LoggingEvent event =
        event(
            Level.WARN,
            "active-monitor",
            "New active backend",
            pair("backend", Map.of("port", 3306)),
            pair("name", "db/0"),
            pair("reason", "it is healthy"));

    assertThat(text(Redactor.NONE, event))
        .isEqualTo(
            "10:03:14.322 WARN  active-monitor  New active backend"
                + "  backend={\"port\":3306}  name=db/0  reason=\"it is healthy\"\n");
  }

  @Test
  void controlCharacters_doNotReachTheTerminal() {
    LoggingEvent event =
        event(Level.INFO, "api", "a\nb\u001b[2J", pair("k\n", "c\nd\u009b31m\u2028"));

    assertThat(text(Redactor.NONE, event))
        .endsWith("a\\u000ab\\u001b[2J  k\\u000a=\"c\\nd\\u009b31m\\u2028\"\n");
  }

  @Test
  void fatal_isSaid() {
    LoggingEvent event = event(Level.ERROR, "patchbay", "Cannot start");
    event.addMarker(Logs.FATAL);

    assertThat(text(Redactor.NONE, event)).contains(" FATAL patchbay  Cannot start");
  }

  @Test
  void secrets_areHidden() {
    LoggingEvent event = event(Level.INFO, "api", "x", pair("token", "t0p"), pair("a", "see t0p"));

    assertThat(text(Redactor.of(true, List.of("t0p")), event)).doesNotContain("t0p");
  }

  private static String text(Redactor redactor, LoggingEvent event) {
    TextEncoder encoder = new TextEncoder(ZoneId.of("Europe/Berlin"), redactor);
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }
}
