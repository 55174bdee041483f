package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our small go-patch gives what was recorded of the real one: see the fixtures' README. */
class GoPatchTest {
  private static List<Object> fixture(String name) throws IOException {
    return ReleaseDir.list(
        ReleaseDir.yaml(ReleaseDir.PROJECT.resolve("acceptance/fixtures/go-patch/" + name)));
  }

  static Stream<Arguments> cases() throws IOException {
    return fixture("cases.yml").stream()
        .map(ReleaseDir::map)
        .map(item -> Arguments.of(item.get("shows"), item));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void operations_doWhatGoPatchDid(String shows, Map<String, Object> recorded) {
    Object document = recorded.get("before");

    if (recorded.containsKey("fails")) {
      assertThatThrownBy(() -> GoPatch.apply(document, recorded.get("ops")))
          .isInstanceOf(GoPatch.Misfit.class);
    } else {
      GoPatch.apply(document, recorded.get("ops"));

      assertThat(document).isEqualTo(recorded.get("after"));
    }
  }

  static Stream<Arguments> runs() throws IOException {
    return fixture("recorded.yml").stream()
        .map(ReleaseDir::map)
        .flatMap(
            item ->
                ReleaseDir.list(item.get("runs")).stream()
                    .map(ReleaseDir::map)
                    .map(run -> Arguments.of(item.get("manifest"), item.get("before"), run)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("runs")
  void opsFiles_makeWhatGoPatchMadeOfTheManifest(
      String manifest, String before, Map<String, Object> run) throws IOException {
    String[] opsFiles = ReleaseDir.list(run.get("ops")).toArray(String[]::new);

    assertThat(Manifests.applied(before, opsFiles))
        .isEqualTo(ReleaseDir.yaml((String) run.get("after")));
  }
}
