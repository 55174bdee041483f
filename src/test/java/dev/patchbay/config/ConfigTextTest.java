package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are no mapping of keys to begin with. */
class ConfigTextTest {

  static Stream<Arguments> unreadable() {
    return Stream.of(
        Arguments.of("", "the text is empty, expected a mapping of keys"),
        Arguments.of("# only a comment\n", "the text is empty, expected a mapping of keys"),
        Arguments.of("hello", "the top level is not a mapping, expected a mapping of keys"),
        Arguments.of("[1, 2]", "the top level is not a mapping, expected a mapping of keys"),
        Arguments.of("---\n", "the top level is not a mapping, expected a mapping of keys"),
        Arguments.of(
            "a: 1\n---\nb: 2\n", "a second document begins after the first one, expected only one"),
        Arguments.of("a: [1\nb: 2\n", "line 2, column 2: not YAML or JSON: expected ',' or ']'"),
        Arguments.of(
            "a:\n\tb: 1\n",
            "line 2, column 1: not YAML or JSON: found character '\\t(TAB)' that cannot start any"
                + " token. (Do not use \\t(TAB) for indentation)"),
        Arguments.of("a: 1\nb: \u0001", "line 2: the character U+0001, which YAML does not allow"),
        Arguments.of("a: \"\\U99999999\"", "not YAML or JSON"),
        Arguments.of(
            "a: &\nb: 1", "line 1, column 5: not YAML or JSON: unexpected character found ?(10)"),
        Arguments.of("? [a]\n: 1\n", "line 1: a key that is not text"),
        Arguments.of(
            "a: &x [*x]",
            "line 1: an alias (*name) of nothing before it; quote text that begins so"),
        Arguments.of(
            "&x {a: 1, b: *x}",
            "line 1: an alias (*name) of nothing before it; quote text that begins so"),
        Arguments.of(
            "? &x {*x : 1}\n: 2",
            "line 1: an alias (*name) of nothing before it; quote text that" + " begins so"),
        Arguments.of(
            "a: !binary aGk=",
            "line 1: a tag (!name) that is not known here; quote text that begins so"),
        Arguments.of("? " + "k".repeat(300) + "\n: 1", "line 1: a key longer than 200 characters"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void load_unreadableText(String text, String fault) {
    assertThat(Texts.faults(text)).containsExactly(fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "{\"a\":[", "a: &x [", "[{", "- - ? "})
  void load_deepNestingIsAFault(String opening) {
    for (String text :
        new String[] {opening.repeat(10_000), "a: 1\nb: " + opening.repeat(10_000)}) {
      assertThat(Texts.faults(text)).isNotEmpty();
    }
  }

  @Test
  void load_deepNestingNamesTheLimit() {
    assertThat(Texts.faults("[".repeat(10_000) + "]".repeat(10_000)))
        .containsExactly("line 1: nested deeper than 50 levels");
  }

  @Test
  void load_aliasesThatMultiplyCostNothing() throws ConfigException {
    StringBuilder bomb = new StringBuilder(Texts.MINIMAL).append("x0: &x0 [1]\n");
    for (int i = 1; i < 100; i++) {
      bomb.append("x%d: &x%d [*x%d, *x%d, *x%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }

    assertThat(Texts.load(bomb.toString())).isEqualTo(Texts.load(Texts.MINIMAL));
  }

  @Test
  void load_keyGivenTwiceIsAFaultBesideTheOthers() {
    String text = Texts.with("HealthPort: 1936", "HealthPort: 0\nHealthPort: 1936");

    assertThat(Texts.faults(text))
        .containsExactly(
            "HealthPort: also in line 20 (line 21), expected to be there once",
            "HealthPort: \"0\" (line 20), expected a port from 1 to 65535");
  }

  @Test
  void load_textOverTheLimit() {
    assertThat(Texts.faults("#".repeat(ConfigSource.MAX_BYTES + 1)))
        .containsExactly("the text is longer than 8388608 characters");
  }

  @Test
  void load_largeTextWithinTheLimit() throws ConfigException {
    String padded = Texts.MINIMAL + "#".repeat(ConfigSource.MAX_BYTES - Texts.MINIMAL.length());

    assertThat(Texts.load(padded)).isEqualTo(Texts.load(Texts.MINIMAL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*hunter2",
        "!hunter2",
        "!hunter2!x y",
        "&hunter2 [",
        "'x' hunter2",
        "\"hunter2",
        "%hunter2",
        "@hunter2",
        "[hunter2]",
        "{hunter2: 1",
        "\"\\hunter2\"",
        "- hunter2",
        "hunter2: x: y",
        "|hunter2",
        ">-hunter2",
        "!<hunter2> x",
        "!<hun ter2> x",
        "hunter2\n bad: - x"
      })
  void load_faultsShowNoPassword(String password) {
    String text = Texts.with("s3cret", password).replace("HealthPort: 1936", "HealthPort: 0");

    assertThat(Texts.fail(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter", "hun", "unter"));
  }
}
