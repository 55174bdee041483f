package dev.patchbay.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SanitizeTest {
  private static final String EMOJI = "🦊";

  @Test
  void line_hasNoControlCharacterAndNoneThatTurnsTheDirection() {
    assertThat(Sanitize.line("a\r\n\u001b[31mb\u0085c\u2028d")).isEqualTo("a [31mb c d");
    assertThat(Sanitize.line("ab\u202ecd\u2066e\u2069")).isEqualTo("abcde");
  }

  @Test
  void plainText_staysAsItIs() {
    assertThat(Sanitize.line("two  spaces, שלום " + EMOJI)).isEqualTo("two  spaces, שלום " + EMOJI);
  }

  @Test
  void longText_isCutBetweenTwoCharactersWithAMark() {
    assertThat(Sanitize.cut("abcd", 4)).isEqualTo("abcd");
    assertThat(Sanitize.cut("abcde", 4)).isEqualTo("abc…");
    assertThat(Sanitize.cut("ab" + EMOJI + "cd", 4)).isEqualTo("ab…");
    assertThat(Sanitize.line("a\n\n\n\nb", 3)).isEqualTo("a b");
  }

  @Test
  void halfASurrogatePair_isReplaced() {
    assertThat(Sanitize.cut("a\ud83eb", 10)).isEqualTo("a\ufffdb");
  }
}
