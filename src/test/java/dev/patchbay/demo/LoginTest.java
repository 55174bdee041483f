package dev.patchbay.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginTest {
  private static final int PROTOCOL_41 = 1 << 9;
  private static final int WITH_DATABASE = 1 << 3;
  private static final int PLUGIN_AUTH = 1 << 19;
  private static final int LENENC = 1 << 21;

  private static Buffer start(int flags) {
    return Buffer.buffer().appendIntLE(flags).appendIntLE(0).appendBytes(new byte[24]);
  }

  @Test
  void aLogin_isRead() {
    Buffer payload = start(PROTOCOL_41 | WITH_DATABASE | PLUGIN_AUTH | LENENC);
    payload.appendString("ann\0").appendBytes(new byte[] {(byte) 0xFC, 0, 1});
    payload.appendBytes(new byte[256]).appendString("shop\0some_plugin\0attributes");

    Login login = Login.fromHandshake(payload);

    assertThat(login).isEqualTo(new Login("ann", "shop", "some_plugin"));
    assertThat(login.session(3)).isEqualTo(new Session(3, "ann", Optional.of("shop")));
  }

  @Test
  void anOldClientsLogin_isRead() {
    Buffer payload = start(PROTOCOL_41).appendString("ann\0");

    Login login = Login.fromHandshake(payload);

    assertThat(login).isEqualTo(new Login("ann", "", "mysql_native_password"));
    assertThat(login.session(3).database()).isEmpty();
  }

  @Test
  void aLoginThatEndsTooEarly_isRefused() {
    Buffer whole = start(PROTOCOL_41 | LENENC).appendString("ann\0").appendByte((byte) 20);

    for (int length = 0; length <= whole.length(); length++) {
      Buffer cut = whole.getBuffer(0, length);
      boolean readable = length >= 32 && length < 33;
      if (!readable) {
        assertThatThrownBy(() -> Login.fromHandshake(cut)).isInstanceOf(ProtocolError.class);
      }
    }
  }

  @Test
  void changeUser_isRead() {
    Buffer payload = Buffer.buffer().appendString("bob\0").appendBytes(new byte[] {2, 9, 9});
    payload.appendString("depot\0").appendBytes(new byte[] {45, 0}).appendString("p\0");

    assertThat(Login.fromChangeUser(new PayloadReader(payload)))
        .isEqualTo(new Login("bob", "depot", "p"));
  }

  @Test
  void aSwitchedClientWithAPassword_isToldThatItsProofWasTaken() {
    Buffer proof = Buffer.buffer(new byte[32]);

    assertThat(Login.welcome("caching_sha2_password", proof)).hasSize(2);
    assertThat(Login.welcome("caching_sha2_password", Buffer.buffer(new byte[1]))).hasSize(1);
    assertThat(Login.welcome("caching_sha2_password", Buffer.buffer())).hasSize(1);
    assertThat(Login.welcome("mysql_native_password", proof)).hasSize(1);
  }
}
