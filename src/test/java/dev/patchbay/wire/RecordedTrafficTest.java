package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What real drivers and servers have said to each other; {@code src/test/resources/wire/README.md}
 * says how it was recorded.
 */
class RecordedTrafficTest {
  static java.util.List<String> names() {
    return Recording.names();
  }

  @Test
  void recordings_areThere() {
    assertThat(names()).hasSizeGreaterThan(8);
  }

  @ParameterizedTest
  @MethodSource("names")
  void recordedTraffic_isUnderstoodToItsEnd(String name) {
    Told told = new Told();
    Conversation conversation = new Conversation(false, told);

    Recording.named(name).play(conversation);

    assertThat(conversation.opaque()).isEmpty();
    assertThat(conversation.phase()).isEqualTo(Conversation.Phase.ENDED);
    assertThat(told.count("command")).isGreaterThan(1);
    long silent =
        told.count("command STMT_CLOSE")
            + told.count("command STMT_SEND_LONG_DATA")
            + told.count("command QUIT");
    assertThat(told.count("replied")).isEqualTo(told.count("command") - silent);
  }
}
