package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void stop_isTheReverseOfTheStart() throws Exception {
    Components components = new Components(List.of(part("a"), part("b"), part("c")));

    components.start();
    components.stop();

    assertThat(told).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
  }

  @Test
  void failedStart_stopsWhatWasStartedAndItself() {
    Components components =
        new Components(List.of(part("a"), failing("b", new StartFailure("no", null)), part("c")));

    assertThatThrownBy(components::start).isInstanceOf(StartFailure.class).hasMessage("no");

    assertThat(told).containsExactly("+a", "-b", "-a");
  }

  @Test
  void secondStop_doesNothing() throws Exception {
    Components components = new Components(List.of(part("a")));
    components.start();
    components.stop();

    components.stop();

    assertThat(told).containsExactly("+a", "-a");
  }

  @Test
  void partThatHangsOrThrows_keepsNoOtherFromItsEnd() throws Exception {
    Promise<Void> never = Promise.promise();
    Component throwing =
        Component.ending(
            "t",
            () -> {
              throw new IllegalStateException("broken");
            });
    Components components =
        new Components(
            List.of(part("a"), Component.ending("hanging", never::future), throwing, part("b")));
    components.start();

    components.stop();

    assertThat(told).containsExactly("+a", "+b", "-b", "-a");
  }

  private Component part(String name) {
    return Component.of(name, () -> told.add("+" + name), () -> told.add("-" + name));
  }

  private Component failing(String name, StartFailure failure) {
    return new Component() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start() throws StartFailure {
        throw failure;
      }

      @Override
      public Future<?> stop() {
        told.add("-" + name);
        return Future.succeededFuture();
      }
    };
  }
}
