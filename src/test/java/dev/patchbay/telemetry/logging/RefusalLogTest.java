package dev.patchbay.telemetry.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.session.CloseReason;
import dev.patchbay.telemetry.logging.Events.Caught;
import dev.patchbay.topology.ListenerId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
  private final AtomicLong now = new AtomicLong();
  private final RefusalLog log = new RefusalLog(now::get);
  private final Caught bridge = new Caught("active-bridge-runner");

  @AfterEach
  void close() {
    bridge.close();
  }

  @Test
  void strangersFromEverywhere_areOneLineAMinute_withTheNumberAndAnExample() throws Exception {
    for (int i = 0; i < 100; i++) {
      refused(i, CloseReason.SOURCE_NOT_ALLOWED);
    }
    String first = bridge.data();
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    refused(200, CloseReason.SOURCE_NOT_ALLOWED);

    assertThat(bridge.lines())
        .containsExactly(
            "active-bridge-runner.Refused a client", "active-bridge-runner.Refused a client");
    assertThat(bridge.data())
        .contains("\"source not allowed\"", "\"suppressed\":99", "\"source\":\"203.0.113.200\"");
    assertThat(first).contains("\"suppressed\":0", "\"source\":\"203.0.113.0\"");
  }

  @Test
  void otherReason_hasALineOfItsOwn() throws Exception {
    refused(1, CloseReason.SOURCE_NOT_ALLOWED);
    refused(1, CloseReason.TOO_MANY_FROM_SOURCE);

    assertThat(bridge.lines()).hasSize(2);
    assertThat(bridge.data()).contains("\"too many from source\"");
  }

  private void refused(int last, CloseReason reason) throws Exception {
    InetAddress source = InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, (byte) last});
    log.refused(ListenerId.ACTIVE, source, reason, "");
  }
}
