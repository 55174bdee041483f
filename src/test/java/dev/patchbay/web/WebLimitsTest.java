package dev.patchbay.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebLimitsTest {
  private static final long MIB = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"256, 4, 204", "256, 1, 819", "8, 4, 8", "4096, 4, 3276"})
  void connections_fitIntoATenthOfTheHeap(long heapMib, int servers, int expected) {
    int connections = WebLimits.connectionsThatFit(heapMib * MIB, servers);

    assertThat(connections).isEqualTo(expected);
  }
}
