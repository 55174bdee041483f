package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void aMaliciousPattern_endsSoon() {
    String percents = "%a".repeat(100_000) + "%";

    assertThat(Like.matches(percents, "a".repeat(60) + "b")).isFalse();
  }
}
