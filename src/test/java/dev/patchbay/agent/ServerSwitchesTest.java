package dev.patchbay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerSwitchesTest {
  private static final byte[] EOF = {(byte) 0xFE, 0, 0, 2, 0};

  @Test
  void whatTheServerHas_isAskedForByName_inOrder() throws Exception {
    ServerSwitches switches =
        ServerSwitches.of(reply("wsrep_desync", "OFF", "read_only", "OFF")).orElseThrow();

    assertThat(new String(switches.select(), StandardCharsets.UTF_8))
        .isEqualTo("\003SELECT CONCAT_WS(' ', @@GLOBAL.read_only, @@GLOBAL.wsrep_desync)");
    assertThat(switches.stallMillis()).isZero();
  }

  @Test
  void threadPool_saysHowLongItMayStall_andIsNotAskedForAgain() throws Exception {
    ServerSwitches switches =
        ServerSwitches.of(
                reply(
                    "read_only",
                    "OFF",
                    "thread_handling",
                    "pool-of-threads",
                    "thread_pool_stall_limit",
                    "500"))
            .orElseThrow();

    assertThat(switches).isEqualTo(new ServerSwitches(List.of("read_only"), 500));
  }

  @Test
  void stallLimitWithoutAPool_saysNothing() throws Exception {
    assertThat(
            ServerSwitches.of(
                reply(
                    "read_only",
                    "OFF",
                    "thread_handling",
                    "one-thread-per-connection",
                    "thread_pool_stall_limit",
                    "500")))
        .hasValue(new ServerSwitches(List.of("read_only"), 0));
  }

  @Test
  void serverThatTellsNothing_hasNone() throws Exception {
    assertThat(ServerSwitches.of(reply())).isEmpty();
    assertThat(ServerSwitches.of(reply("thread_handling", "pool-of-threads"))).isEmpty();
  }

  private static TextReply reply(String... cells) throws Exception {
    TextReply reply = new TextReply();
    reply.take(new byte[] {2});
    reply.take(new byte[20]);
    reply.take(new byte[20]);
    reply.take(EOF);
    for (int i = 0; i < cells.length; i += 2) {
      reply.take(row(cells[i], cells[i + 1]));
    }
    assertThat(reply.take(EOF)).isTrue();
    return reply;
  }

  private static byte[] row(String name, String value) {
    return (((char) name.length()) + name + ((char) value.length()) + value)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
