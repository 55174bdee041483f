package dev.patchbay.aware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class StatementSignsProperties {

  @Property
  void anyBytes_areRead(@ForAll @Size(max = 300) byte[] bytes, @ForAll boolean anywhere) {
    assertThat(StatementSigns.of(bytes, anywhere).begun()).isNotNull();
  }

  @Property
  void anyTextOfSigns_isRead(@ForAll @StringLength(max = 60) String text) {
    String signs =
        text.chars()
            .collect(StringBuilder::new, (s, c) -> s.append(sign(c)), (a, b) -> {})
            .toString();

    assertThat(StatementSigns.of(signs.getBytes(StandardCharsets.UTF_8), false).ended())
        .isNotNull();
  }

  /** What stands in quotes is nobody's statement. */
  @Property
  void quotedText_isNoSign(@ForAll @StringLength(max = 60) String text) {
    String quoted = "SELECT '" + text.replace("\\", "").replace("'", "") + " LOCK @a XA' FROM t";

    assertThat(StatementSigns.of(quoted.getBytes(StandardCharsets.UTF_8), false).begun()).isEmpty();
  }

  private static String sign(int c) {
    String[] signs = {
      "'", "\"", "`", "\\", "@", "/*", "*/", "!", "--", " ", "#", "\n", ";", "XA", "USE"
    };
    return signs[c % signs.length];
  }
}
