package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.routing.Disabled;
import dev.patchbay.routing.Intent;
import dev.patchbay.routing.Operator;
import dev.patchbay.topology.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileTest {
  private static final Intent INTENT =
      Intent.disabling(
          Map.of(
              new NodeId("mysql/1"),
              new Disabled(
                  "disk \"b\"\n", new Operator("é", "::1"), Instant.parse("2026-01-01T00:00:00Z")),
              new NodeId("mysql/0"),
              new Disabled("", Operator.NOBODY, Instant.parse("2026-01-02T00:00:00.123Z"))));

  @TempDir Path dir;

  @Test
  void whatIsWritten_isRead_andNothingElseIsLeft() throws Exception {
    StateFile file = new StateFile(dir.resolve("state.json"));

    file.write(Intent.INITIAL);
    file.write(INTENT);

    assertThat(file.read()).isEqualTo(INTENT);
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(file.path());
    }
  }

  @Test
  void noFile_isNobodysIntent() throws Exception {
    assertThat(new StateFile(dir.resolve("none")).read()).isEqualTo(Intent.INITIAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{\"version\":2,\"disabled\":[]}",
        "{\"version\":1}",
        "{\"version\":1,\"disabled\":[7]}",
        "{\"version\":1,\"disabled\":[null]}",
        "{\"version\":1,\"disabled\":[{\"node\":\"a\",\"message\":\"\",\"by\":\"\",\"remote\":\"\","
            + "\"since\":\"+1000000000-12-31T23:59:59.999999999Z\"}]}",
        "{\"version\":1,\"disabled\":[{\"node\":\"a\"}]}",
        "{\"version\":1,\"disabled\":[{\"node\":\"a\",\"message\":\"\",\"by\":\"\",\"remote\":\"\","
            + "\"since\":\"yesterday\"}]}"
      })
  void damagedFile_isSaidToBe_andIgnored(String text) throws Exception {
    Path path = Files.writeString(dir.resolve("state.json"), text);

    assertThatThrownBy(() -> new StateFile(path).read()).isInstanceOf(WholeFile.Damaged.class);
    assertThat(IntentKeeper.read(new StateFile(path))).isEqualTo(Intent.INITIAL);
  }

  /** A pipe would be waited for, and this device has no end. */
  @Test
  void whatIsNoFile_isNotRead() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("/dev/zero"));

    assertThatThrownBy(() -> new StateFile(link).read()).isInstanceOf(WholeFile.Damaged.class);
  }

  @Test
  void directoryInItsPlace_isDamageToo() {
    assertThat(IntentKeeper.read(new StateFile(dir))).isEqualTo(Intent.INITIAL);
  }
}
