package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.pump.StallLimits;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopsTest {
  /** Docker's DNS gives ten minutes to an address that may be another one at the next start. */
  @Test
  void namesAreAskedForAgainAfterAMinuteAtMost() throws Exception {
    Loops loops = Loops.start(StallLimits.DEFAULT, List.of(), false);
    try {
      int kept = ((VertxInternal) loops.vertx()).nameResolver().options().getCacheMaxTimeToLive();

      assertThat(kept).isEqualTo(60);
    } finally {
      loops.close().await(30, TimeUnit.SECONDS);
    }
  }
}
