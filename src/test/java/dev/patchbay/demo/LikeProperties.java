package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class LikeProperties {
  @Property
  void matches_asTheRegularExpressionWould(
      @ForAll @Chars({'a', 'b', '%', '_'}) @StringLength(max = 8) String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String text) {
    Pattern regex = Pattern.compile(pattern.replace("%", ".*").replace("_", "."));

    assertThat(Like.matches(pattern, text)).isEqualTo(regex.matcher(text).matches());
  }
}
