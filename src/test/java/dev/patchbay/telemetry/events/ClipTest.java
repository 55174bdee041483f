package dev.patchbay.telemetry.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ClipTest {
  private static final String EMOJI = "🦊";

  @Test
  void textUpToTheLimit_isLeftAsItIs() {
    String longest = "x".repeat(Clip.MAX_CHARS);

    assertThat(Clip.of(longest)).isSameAs(longest);
    assertThat(Clip.of("<b>\"&'\u202e שלום\n" + EMOJI)).isEqualTo("<b>\"&'\u202e שלום\n" + EMOJI);
    assertThat(Clip.of("")).isEmpty();
  }

  @Test
  void longerText_isCutWithAMark() {
    assertThat(Clip.of("x".repeat(10_000))).isEqualTo("x".repeat(Clip.MAX_CHARS - 1) + "…");
    assertThat(Clip.of("x".repeat(Clip.MAX_CHARS + 1))).hasSize(Clip.MAX_CHARS).endsWith("x…");
  }

  @Test
  void pairOfSurrogatesAtTheCut_goesAsAWhole() {
    String cutWithin = "x".repeat(Clip.MAX_CHARS - 2) + EMOJI.repeat(5);
    String cutBehind = "x".repeat(Clip.MAX_CHARS - 3) + EMOJI.repeat(5);

    assertThat(Clip.of(cutWithin)).isEqualTo("x".repeat(Clip.MAX_CHARS - 2) + "…");
    assertThat(Clip.of(cutBehind)).isEqualTo("x".repeat(Clip.MAX_CHARS - 3) + EMOJI + "…");
  }

  @Test
  void halfAPair_isReplaced() {
    assertThat(Clip.of("a\ud800b\udc00")).isEqualTo("a\ufffdb\ufffd");
  }

  @Property
  void anyText_isShortAndSound(@ForAll("texts") String text) {
    String clipped = Clip.of(text);

    assertThat(clipped.length()).isLessThanOrEqualTo(Clip.MAX_CHARS);
    assertThat(new String(clipped.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(clipped);
  }

  /** Texts about as long as the limit, of which every second character is half a pair. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars('x', '\ud83e', '\udd8a')
        .ofMinLength(Clip.MAX_CHARS - 5)
        .ofMaxLength(Clip.MAX_CHARS + 5);
  }

  @Property(tries = 100)
  void anyShortText_keepsItsSoundCharacters(@ForAll String text) {
    int[] sound =
        text.codePoints()
            .map(c -> Character.getType(c) == Character.SURROGATE ? '\ufffd' : c)
            .toArray();

    if (text.length() <= Clip.MAX_CHARS) {
      assertThat(Arrays.equals(Clip.of(text).codePoints().toArray(), sound)).isTrue();
    }
  }
}
