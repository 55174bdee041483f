package dev.patchbay.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.routing.Claim;
import dev.patchbay.routing.Said;
import dev.patchbay.routing.UsableNode;
import dev.patchbay.topology.NodeId;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimReaderTest {
  private static final String TEXT =
      "event: claim\ndata: {\"claim\":{\"term\":3,\"operator\":true,\"drainSeconds\":20,\"priority\":7,\"rank\":1,\"node\":\"db/1\","
          + "\"address\":\"10.0.0.1:3306\",\"origin\":\"me\"},\"usable\":[{\"node\":\"db/1\",\"address\":\"10.0.0.1:3306\"}]}\n\n";
  private static final Claim CLAIM =
      new Claim(
          3,
          true,
          java.time.Duration.ofSeconds(20),
          7,
          1,
          new NodeId("db/1"),
          "10.0.0.1:3306",
          "me");

  private static final Said SAID =
      new Said(CLAIM, List.of(new UsableNode(new NodeId("db/1"), "10.0.0.1:3306")));

  private final List<Optional<Said>> found = new ArrayList<>();
  private final ClaimReader reader = new ClaimReader(found::add);

  @Test
  void claims_areFoundAmongAllElse_inPiecesOfAnySize() throws Exception {
    String stream =
        "retry: 1000\n\n"
            + TEXT
            + "event: state\ndata: {\"claim\":5}\n\n:\n\n"
            + "event: claim\ndata: {\"claim\":null}\n\n"
            + "event: log\nid: 7\ndata: "
            + "x".repeat(100_000)
            + "\n\n"
            + TEXT;
    for (int size : new int[] {1, 7, 4096, 1_000_000}) {
      found.clear();
      for (int at = 0; at < stream.length(); at += size) {
        reader.read(Buffer.buffer(stream.substring(at, Math.min(stream.length(), at + size))));
      }

      assertThat(found).containsExactly(Optional.of(SAID), Optional.empty(), Optional.of(SAID));
    }
  }

  /** Of a proxy that knows no drain. */
  @Test
  void claimWithoutADrain_cuts() throws Exception {
    reader.read(Buffer.buffer(TEXT.replace("\"drainSeconds\":20,", "")));

    assertThat(found.get(0).orElseThrow().claim().drain()).isZero();
  }

  @Test
  void rankThatIsNotKnown_isTheLast() throws Exception {
    reader.read(Buffer.buffer(TEXT.replace("\"rank\":1", "\"rank\":null")));

    assertThat(found.get(0).orElseThrow().claim().rank()).isEqualTo(Claim.NO_RANK);
  }

  @Test
  void whatIsNoClaim_isAFault() {
    for (String data :
        List.of(
            "[]",
            "{",
            "{\"claim\":{}}",
            "{\"claim\":7}",
            TEXT.substring(19).strip().replace("\"term\":3", "\"term\":-1"),
            TEXT.substring(19).strip().replace("\"term\":3", "\"term\":" + Long.MAX_VALUE),
            TEXT.substring(19).strip().replace("\"term\":3", "\"term\":\"3\""),
            TEXT.substring(19).strip().replace("\"term\":3", "\"term\":3.5"),
            TEXT.substring(19).strip().replace("\"term\":3", "\"term\":18446744073709551616"),
            TEXT.substring(19).strip().replace("\"db/1\"", "null"),
            usable("7"),
            usable("[7]"),
            usable("[{}]"),
            usable("[{\"node\":\"a\"}]"),
            usable(
                "["
                    + "{\"node\":\"a\",\"address\":\"b\"},".repeat(100)
                    + "{\"node\":\"a\",\"address\":\"b\"}]"))) {
      assertThatThrownBy(
              () ->
                  new ClaimReader(found::add)
                      .read(Buffer.buffer("event: claim\ndata: " + data + "\n\n")))
          .as(data)
          .isInstanceOf(PeerFault.class);
    }
    assertThat(found).isEmpty();
  }

  private static String usable(String json) {
    String message = TEXT.substring(19).strip();
    return message.substring(0, message.indexOf("[")) + json + "}";
  }

  /** Of a proxy that says nothing of its nodes. */
  @Test
  void claimWithoutNodes_isOneThatCanFollowNowhere() throws Exception {
    reader.read(Buffer.buffer("event: claim\ndata: " + usable("null") + "\n\n"));

    assertThat(found).containsExactly(Optional.of(new Said(CLAIM, List.of())));
  }

  @Test
  void flood_isAFault_butNotTheSameOverTime() throws Exception {
    for (int tick = 0; tick < 10; tick++) {
      reader.read(Buffer.buffer(TEXT.repeat(ClaimReader.MOST_MESSAGES)));
      reader.timePassed();
    }

    Buffer flood = Buffer.buffer(TEXT.repeat(ClaimReader.MOST_MESSAGES + 1));
    assertThatThrownBy(() -> reader.read(flood))
        .isInstanceOf(PeerFault.class)
        .hasMessageContaining("more claims");
  }

  @Test
  void claimWithoutAnEnd_isAFaultAndHoldsLittle() {
    String endless = "event: claim\ndata: " + "x".repeat(100_000) + "\n";

    assertThatThrownBy(() -> reader.read(Buffer.buffer(endless)))
        .isInstanceOf(PeerFault.class)
        .hasMessageContaining("65536 bytes");
  }
}
