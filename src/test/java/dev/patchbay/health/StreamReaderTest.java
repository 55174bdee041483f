package dev.patchbay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamReaderTest {
  private final List<Verdict> heard = new ArrayList<>();
  private final StreamReader reader = new StreamReader(heard::add);

  @Test
  void messages_areFoundInPiecesOfAnySize() throws Exception {
    String stream =
        ":\n\nretry: 1000\n\n"
            + message(1, "\"healthy\":true,\"wsrep_local_index\":2,\"reason\":\"fine\"")
            + message(2, "\"healthy\":false,\"wsrep_local_state_comment\":\"Donor\"")
            + message(9, "\"healthy\":false,\"reason\":\"read_only is ON\",\"more\":[1,{}]");
    for (int size : new int[] {1, 7, 1000}) {
      heard.clear();
      StreamReader fresh = new StreamReader(heard::add);
      for (int at = 0; at < stream.length(); at += size) {
        fresh.read(Buffer.buffer(stream.substring(at, Math.min(stream.length(), at + size))));
      }

      assertThat(heard)
          .containsExactly(
              new Verdict(true, OptionalLong.of(2), "its agent says fine", ""),
              new Verdict(false, OptionalLong.empty(), "its agent says healthy: false", "Donor"),
              new Verdict(false, OptionalLong.empty(), "its agent says read_only is ON", ""));
    }
  }

  @Test
  void whatIsNoMessage_isAFault() {
    for (String message :
        List.of(
            "data: \n",
            "data: {\n",
            "data: []\n",
            message(1, "\"healthy\":1"),
            message(1, "\"healthy\":true,\"healthy\":false"),
            "data: {\"healthy\":true}\n",
            "data: {\"healthy\":true,\"counter\":\"1\"}\n",
            "data: {\"healthy\":true,\"counter\":1.5}\n",
            "data: {\"healthy\":true,\"counter\":1e30}\n",
            "x".repeat(5000))) {
      assertThatThrownBy(() -> new StreamReader(heard::add).read(Buffer.buffer(message)))
          .as(message)
          .isInstanceOf(StreamReader.Broken.class);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void counterThatDoesNotGrow_isAFault() throws Exception {
    for (long older : new long[] {5, 4, -1}) {
      StreamReader reader = new StreamReader(heard::add);
      heard.clear();
      reader.read(Buffer.buffer(message(5, "\"healthy\":true")));

      assertThatThrownBy(() -> reader.read(Buffer.buffer(message(older, "\"healthy\":false"))))
          .isInstanceOf(StreamReader.Broken.class)
          .hasMessage("its counter went from 5 to " + older);
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void flood_isAFault_butNotTheSameOverManySeconds() throws Exception {
    int counter = 0;
    for (int second = 0; second < 10; second++) {
      for (int i = 0; i < StreamReader.MAX_MESSAGES_A_SECOND; i++) {
        reader.read(Buffer.buffer(message(++counter, "\"healthy\":true")));
      }
      reader.secondPassed();
    }

    Buffer flood = Buffer.buffer("\n".repeat(5 * StreamReader.MAX_MESSAGES_A_SECOND));
    assertThatThrownBy(() -> reader.read(flood)).hasMessageContaining("200 messages a second");
  }

  private static String message(long counter, String fields) {
    return "event: health\ndata: {" + fields + ",\"counter\":" + counter + "}\n\n";
  }
}
