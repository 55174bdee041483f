package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A few sessions may have the system hold what it likes for their peers; many may not. */
class ManySessionsTest {
  private static final int LOOPS = 2;
  private static final int FEW_OF_A_LOOP = UnsentBudget.FEW_SESSIONS / LOOPS;

  private final Vertx vertx = Vertx.vertx();
  private final PumpLoops loops = new PumpLoops(vertx, LOOPS);
  private final PumpLoop loop = loops.all().get(0);
  private final List<Boolean> limited = new ArrayList<>();
  private final List<Relay> relays = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    loops.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @Test
  void fewSessions_areNotLimited() throws Exception {
    onLoop(() -> join(FEW_OF_A_LOOP));

    assertThat(limited).hasSize(2 * FEW_OF_A_LOOP).containsOnly(false);
  }

  @Test
  void sessionsBeyondTheFew_areLimitedAtBothEnds() throws Exception {
    onLoop(() -> join(FEW_OF_A_LOOP + 3));

    assertThat(limited.subList(2 * FEW_OF_A_LOOP, limited.size())).hasSize(6).containsOnly(true);
  }

  @Test
  void sessionThatComesWhenOthersHaveEnded_isNotLimited() throws Exception {
    onLoop(
        () -> {
          join(FEW_OF_A_LOOP + 1);
          relays.get(0).cut();
          relays.get(1).cut();
          join(1);
        });

    assertThat(limited.subList(limited.size() - 2, limited.size())).containsOnly(false);
  }

  private void join(int times) {
    for (int i = 0; i < times; i++) {
      relays.add(Relay.join(half(), half(), new RelayBytes(), end -> {}));
    }
  }

  private RelayHalf half() {
    int place = limited.size();
    limited.add(false);
    RawSocket socket =
        new QuietSocket() {
          @Override
          public void limitUnsent() {
            limited.set(place, true);
          }
        };
    return new RelayHalf(loop, socket, () -> {});
  }

  private void onLoop(Runnable task) throws Exception {
    CompletableFuture.runAsync(task, loop).get(30, TimeUnit.SECONDS);
  }
}
