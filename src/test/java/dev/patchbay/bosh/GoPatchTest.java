package dev.patchbay.bosh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The path rules, by go-patch's own documentation of them. */
class GoPatchTest {
  private static final String DOCUMENT =
      "{key: 1, key2: {nested: {inner: 2}, other: 3}, array: [4, 5, 6],"
          + " items: [{name: item7}, {name: item8}, {name: item8}]}";

  private static Object patched(String document, String type, String path) {
    Object tree = ReleaseDir.yaml(document);
    GoPatch.apply(
        tree, ReleaseDir.yaml("[{type: %s, path: '%s', value: 10}]".formatted(type, path)));
    return tree;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: 1}         | /key                    | {key: 10}",
        "{key: 1}         | /new?                   | {key: 1, new: 10}",
        "{a: {b: 1}}      | /a/n?/o/p               | {a: {b: 1, n: {o: {p: 10}}}}",
        "{a: [4, 5, 6]}   | /a/0                    | {a: [10, 5, 6]}",
        "{a: [4, 5, 6]}   | /a/-1                   | {a: [4, 5, 10]}",
        "{a: [4, 5, 6]}   | /a/-                    | {a: [4, 5, 6, 10]}",
        "{}               | /a?/-                   | {a: [10]}",
        "{a: [4, 5, 6]}   | /a/1:prev               | {a: [10, 5, 6]}",
        "{a: [4, 5, 6]}   | /a/0:next               | {a: [4, 10, 6]}",
        "{a: [4, 5]}      | /a/0:after              | {a: [4, 10, 5]}",
        "{a: [4, 5]}      | /a/0:before             | {a: [10, 4, 5]}",
        "{a: [{name: b}]} | /a/name=b/count?        | {a: [{name: b, count: 10}]}",
        "{a: [{name: b}]} | /a/name=c?/count        | {a: [{name: b}, {name: c, count: 10}]}",
        "{a: [{name: b}]} | /a/name=c?              | {a: [{name: b}, 10]}",
        "{a: [{name: b}]} | /a/name=b               | {a: [10]}",
        "{'a/b~c': 1}     | /a~1b~0c                | {'a/b~c': 10}",
      })
  void replace_followsTheRules(String before, String path, String after) {
    assertThat(patched(before, "replace", path)).isEqualTo(ReleaseDir.yaml(after));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{key: 1, b: 2}   | /key                    | {b: 2}",
        "{b: 2}           | /key?                   | {b: 2}",
        "{b: 2}           | /key?/deeper            | {b: 2}",
        "{a: [4, 5, 6]}   | /a/1                    | {a: [4, 6]}",
        "{a: [{name: b}]} | /a/name=b               | {a: []}",
        "{a: [{name: b}]} | /a/name=c?              | {a: [{name: b}]}",
      })
  void remove_followsTheRules(String before, String path, String after) {
    assertThat(patched(before, "remove", path)).isEqualTo(ReleaseDir.yaml(after));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/key2/none/inner",
        "/array/3",
        "/items/name=item9/x",
        "/items/name=item8/x",
        "/key/0",
        "/array/key",
        "no-slash",
        "/array/0:sideways"
      })
  void misfits_areErrors(String path) {
    assertThatThrownBy(() -> patched(DOCUMENT, "replace", path)).isInstanceOf(GoPatch.Misfit.class);
    assertThatThrownBy(() -> patched(DOCUMENT, "remove", path)).isInstanceOf(GoPatch.Misfit.class);
  }

  @Test
  void otherTypes_areErrors() {
    assertThatThrownBy(() -> patched(DOCUMENT, "test", "/key")).hasMessageContaining("type");
  }
}
