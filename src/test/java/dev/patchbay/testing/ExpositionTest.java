package dev.patchbay.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionTest {
  private static final String HISTOGRAM = "# HELP h words\n# TYPE h histogram\n";

  @Test
  void page_isRead() {
    Exposition page =
        Exposition.parse(
            "# HELP a_total words\n# TYPE a_total counter\na_total{x=\"1\",y=\"q\\\"}\"} 2.0\n"
                + "a_total{x=\"2\",y=\"\"} 1e3\n"
                + HISTOGRAM
                + "h_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 7\nh_count 2\n");

    assertThat(page.names()).containsExactlyInAnyOrder("a_total", "h_bucket", "h_sum", "h_count");
    assertThat(page.value("a_total", Map.of("x", "2", "y", ""))).isEqualTo(1000);
    assertThat(page.sum("a_total", Map.of())).isEqualTo(1002);
    assertThat(page.types()).containsEntry("h", "histogram");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1\n",
        "# TYPE a gauge\na 1\n",
        "# HELP a words\na 1\n",
        "# HELP a words\n# TYPE a gauge\na 1",
        "# HELP a words\n# TYPE a gauge\na 1\n\n",
        "# HELP a words\n# TYPE a gauge\na 1\na 1\n",
        "# HELP a words\n# TYPE a gauge\nb 1\n",
        "# HELP a words\n# TYPE a number\na 1\n",
        "# HELP a words\n# TYPE a gauge\na one\n",
        "# HELP a words\n# TYPE a gauge\na{x=\"\"\"} 1\n",
        "# HELP a words\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
        "# HELP a words\n# TYPE a gauge\na 1\n# HELP a words\n# TYPE a gauge\n",
        HISTOGRAM + "h_bucket{le=\"1\"} 1\nh_sum 7\nh_count 1\n",
        HISTOGRAM + "h_bucket{le=\"+Inf\"} 1\nh_bucket{le=\"1\"} 1\nh_sum 7\nh_count 1\n",
        HISTOGRAM + "h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 7\nh_count 1\n",
        HISTOGRAM + "h_bucket{le=\"+Inf\"} 1\nh_sum 7\nh_count 2\n",
      })
  void faultyPage_isRefused(String text) {
    assertThatThrownBy(() -> Exposition.parse(text))
        .isInstanceOfAny(AssertionError.class, NumberFormatException.class);
  }
}
