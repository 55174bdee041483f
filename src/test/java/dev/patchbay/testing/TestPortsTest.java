package dev.patchbay.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPortsTest {

  /** Without its number each JVM of a run would take the range of the first. */
  @Test
  void build_tellsEachJvmItsNumber() {
    assumeThat(System.getProperty("surefire.real.class.path")).as("run by the build").isNotNull();

    assertThat(System.getProperty("patchbay.test.fork")).matches("[1-9][0-9]*");
  }

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
