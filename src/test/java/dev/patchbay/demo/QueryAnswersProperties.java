package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QueryAnswersProperties {
  private static final Session SESSION = new Session(42, "any", Optional.of("shop"));
  private final QueryAnswers answers = new QueryAnswers("node-0", 0);

  @Property
  void anyText_getsAnAnswerThatCanBeWritten(@ForAll("statements") String sql) {
    Answer answer = answers.answer(SESSION, sql);

    if (answer instanceof Answer.Rows found) {
      assertThat(found.resultSet().payloads()).hasSizeGreaterThan(3);
    }
    assertThat(answer).isNotNull();
  }

  @Provide
  Arbitrary<String> statements() {
    Arbitrary<String> known =
        Arbitraries.of(
            "SELECT",
            "SHOW",
            "VARIABLES",
            "LIKE",
            "USE",
            "@@hostname",
            "@@",
            "@@session.",
            "1",
            "(",
            ")",
            ",",
            ";",
            "AS",
            "LIMIT",
            "FROM",
            "DUAL",
            "'",
            "\"",
            "`",
            "\\",
            "/*",
            "*/",
            "-- ",
            "#",
            "NULL",
            "DATABASE",
            "%",
            "_",
            "'a%_'",
            "\u0000",
            "\ud83d");
    Arbitrary<String> words = Arbitraries.oneOf(known, Arbitraries.strings().ofMaxLength(5));
    return words.list().ofMaxSize(12).map(list -> String.join(" ", list));
  }
}
