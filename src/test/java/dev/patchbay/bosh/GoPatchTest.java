package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our small go-patch does what the real one does, as far as that is known: see the fixtures'
 * README.
 */
class GoPatchTest {
  static Stream<Arguments> cases() throws IOException {
    Object cases =
        ReleaseDir.yaml(ReleaseDir.PROJECT.resolve("acceptance/fixtures/go-patch/cases.yml"));
    return ReleaseDir.list(cases).stream()
        .map(ReleaseDir::map)
        .map(item -> Arguments.of(item.get("shows"), item));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void operations_doWhatGoPatchDoes(String shows, Map<String, Object> expected) {
    Object document = expected.get("before");

    if (expected.containsKey("fails")) {
      assertThatThrownBy(() -> GoPatch.apply(document, expected.get("ops")))
          .isInstanceOf(GoPatch.Misfit.class);
    } else {
      GoPatch.apply(document, expected.get("ops"));

      assertThat(document).isEqualTo(expected.get("after"));
    }
  }
}
