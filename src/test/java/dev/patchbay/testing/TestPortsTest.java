package dev.patchbay.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPortsTest {

  /** Two that found theirs before either has bound one would meet. */
  @Test
  void portThatWasGiven_isNotGivenAgainSoon() throws Exception {
    List<Integer> given = new ArrayList<>();
    while (given.size() < TestPorts.MEMORY) {
      given.addAll(TestPorts.find(5));
    }

    assertThat(given).doesNotHaveDuplicates();
  }
}
