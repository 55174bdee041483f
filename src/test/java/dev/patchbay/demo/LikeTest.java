package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikeTest {

  @ParameterizedTest
  @CsvSource({
    "a,a,true", "a,b,false", "A,a,true", "a%,abc,true", "%c,abc,true", "%b%,abc,true",
    "a_c,abc,true", "a_c,ac,false", "'',a,false", "'','',true", "%,'',true", "_,'',false",
    "wsrep\\_on,wsrep_on,true", "%ab,aab,true",
  })
  void matches_asInSql(String pattern, String text, boolean expected) {
    assertThat(Like.matches(pattern, text)).isEqualTo(expected);
  }

  @Property
  void matches_asTheRegularExpressionWould(
      @ForAll @Chars({'a', 'b', '%', '_'}) @StringLength(max = 8) String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String text) {
    Pattern regex = Pattern.compile(pattern.replace("%", ".*").replace("_", "."));

    assertThat(Like.matches(pattern, text)).isEqualTo(regex.matcher(text).matches());
  }

  @Test
  void aMaliciousPattern_endsSoon() {
    String percents = "%a".repeat(100_000) + "%";

    assertThat(Like.matches(percents, "a".repeat(60) + "b")).isFalse();
  }
}
