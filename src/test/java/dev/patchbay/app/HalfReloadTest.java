package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.admin.Reloading;
import dev.patchbay.config.ConfigLoader;
import dev.patchbay.config.ConfigSource;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.routing.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A reload that fails half-way must not leave what it has changed for ever. */
class HalfReloadTest {
  private final List<Integer> applied = new ArrayList<>();
  private boolean fails;

  @Test
  void formerConfiguration_bringsBackWhatAFailedReloadHasChanged() throws Exception {
    LoadedConfig former = config(0);
    LoadedConfig[] file = {former};
    Reload reload = new Reload(former.config(), () -> file[0], target());
    file[0] = config(9);
    fails = true;
    assertThatThrownBy(() -> outcome(reload)).hasMessageContaining("half-way");

    file[0] = former;
    fails = false;
    Reloading.Outcome outcome = outcome(reload);

    assertThat(outcome).isInstanceOf(Reloading.Applied.class);
    assertThat(((Reloading.Applied) outcome).changes())
        .containsExactly("Proxy.MaxSessions: 9 -> 0");
    assertThat(applied).containsExactly(9, 0);
    reload.stop();
  }

  private static Reloading.Outcome outcome(Reload reload) throws Exception {
    return reload.reload(Operator.NOBODY).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Reload.Target target() {
    return new Reload.Target() {
      @Override
      public CompletionStage<?> apply(PatchbayConfig before, PatchbayConfig after) {
        applied.add(after.proxy().maxSessions());
        return fails
            ? CompletableFuture.failedStage(new IllegalStateException("half-way"))
            : CompletableFuture.completedStage(null);
      }

      @Override
      public void reloaded(Operator by, List<String> changes, List<String> warnings) {}
    };
  }

  private static LoadedConfig config(int maxSessions) throws Exception {
    return ConfigLoader.load(
        new ConfigSource(
            """
            Proxy:
              Port: 3306
              HealthcheckTimeoutMillis: 5000
              MaxSessions: %d
              Backends:
                - {Name: a, Host: 10.0.0.1, Port: 3306, StatusPort: 9200, StatusEndpoint: s}
            API: {Port: 8080, AggregatorPort: 8082, Username: u, Password: p}
            HealthPort: 1936
            """
                .formatted(maxSessions),
            "a test"));
  }
}
