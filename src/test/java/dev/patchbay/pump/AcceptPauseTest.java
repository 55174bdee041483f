package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptPauseTest {
  private final List<Throwable> faults = new ArrayList<>();
  private final AcceptPause pause = new AcceptPause(new NoCount(), faults::add);
  private final EmbeddedChannel channel = new EmbeddedChannel(pause);

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @Test
  void failedAccept_pausesForASecond() {
    channel.pipeline().fireExceptionCaught(new IOException("Too many open files"));
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(faults).hasSize(1);

    pass(AcceptPause.FAULT_PAUSE_MILLIS - 1);
    assertThat(channel.config().isAutoRead()).isFalse();

    pass(1);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void pauseThatWasAskedFor_outlastsTheSecond() {
    channel.pipeline().fireExceptionCaught(new IOException("Too many open files"));
    pause.set(channel, true);

    pass(AcceptPause.FAULT_PAUSE_MILLIS);
    assertThat(channel.config().isAutoRead()).isFalse();

    pause.set(channel, false);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  private void pass(int millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }
}
