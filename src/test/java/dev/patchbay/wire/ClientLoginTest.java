package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** What a client answers to a server that asks for a password in one way or another. */
class ClientLoginTest {
  private static final byte[] CHALLENGE =
      HexFormat.of().parseHex("0102030405060708090a0b0c0d0e0f1011121314");

  /** Both worked out by Python's hashlib from the formulas of the protocol's documents. */
  private static final byte[] NATIVE =
      HexFormat.of().parseHex("f66fdd3ff855d9349a0ddb50c4a1a535fb412465");

  private static final byte[] SHA2 =
      HexFormat.of().parseHex("3f3a9a7786fd9be9a006eed686b4e6b76484fdc06dc15685df5f8793574b84fc");

  private static final byte[] OK = {0, 0, 0, 2, 0, 0, 0};
  private static final byte[] REMEMBERED = {1, 3};
  private static final byte[] WANTS_PASSWORD = {1, 4};

  private final ClientLogin login = new ClientLogin("galera-agent", "s3cret", false);

  @Test
  void nativePassword_isProvenWithTheIntroduction() throws Exception {
    HandshakeResponse said = introduction(login);

    assertThat(said.user()).isEqualTo("galera-agent");
    assertThat(said.proof()).isEqualTo(NATIVE);
    assertThat(login.answer(OK)).isEmpty();
    assertThat(login.isLetIn()).isTrue();
  }

  @Test
  void otherAccountMethod_isAnsweredByItsOwnProof() throws Exception {
    introduction(login);

    assertThat(login.answer(switchTo("mysql_native_password"))).hasValue(NATIVE);
    assertThat(login.answer(switchTo("caching_sha2_password"))).hasValue(SHA2);
  }

  @Test
  void sha2_rememberedByTheServer_onlyWaits() throws Exception {
    introduction(login);
    login.answer(switchTo("caching_sha2_password"));

    assertThat(login.answer(REMEMBERED)).isEmpty();
    assertThat(login.isLetIn()).isFalse();
    assertThat(login.answer(OK)).isEmpty();
    assertThat(login.isLetIn()).isTrue();
  }

  @Test
  void sha2_notRemembered_sendsThePasswordForTheServersEyesAlone() throws Exception {
    KeyPair pair = keys();
    introduction(login);
    login.answer(switchTo("caching_sha2_password"));

    assertThat(login.answer(WANTS_PASSWORD)).hasValue(new byte[] {2});
    byte[] sent = login.answer(withKey(pair)).orElseThrow();

    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
    byte[] clear = cipher.doFinal(sent);
    for (int i = 0; i < clear.length; i++) {
      clear[i] ^= CHALLENGE[i % CHALLENGE.length];
    }
    assertThat(new String(clear, StandardCharsets.UTF_8)).isEqualTo("s3cret\0");
  }

  @Test
  void sha2_onAUnixSocket_sendsThePasswordAsItIs() throws Exception {
    ClientLogin local = new ClientLogin("galera-agent", "s3cret", true);
    introduction(local);
    local.answer(switchTo("caching_sha2_password"));

    assertThat(local.answer(WANTS_PASSWORD)).hasValue("s3cret\0".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void emptyPassword_isProvenByNothing() throws Exception {
    ClientLogin open = new ClientLogin("root", "", false);

    assertThat(introduction(open).proof()).isEmpty();
    assertThat(open.answer(switchTo("caching_sha2_password"))).hasValue(new byte[0]);
  }

  @Test
  void methodNobodyKnows_isAnswered_becauseLeavingCountsAsAnErrorOfOurHost() throws Exception {
    introduction(login);

    assertThat(login.answer(switchTo("client_ed25519")).orElseThrow()).hasSize(64);
    assertThat(login.answer(switchTo("auth_gssapi_client"))).hasValue(new byte[0]);
  }

  @Test
  void error_isTheServers_alsoInPlaceOfAGreeting() {
    byte[] denied = new ErrorPacket(1045, "28000", "Access denied").payload();

    assertThatThrownBy(() -> login.answer(denied))
        .isInstanceOf(ServerError.class)
        .hasMessage("error 1045: Access denied")
        .extracting(e -> ((ServerError) e).code())
        .isEqualTo(1045);
  }

  @Test
  void nonsense_isRefused() throws Exception {
    ClientLogin fresh = new ClientLogin("u", "p", false);
    assertThatThrownBy(() -> fresh.answer("SSH-2.0".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("no MySQL greeting");

    introduction(login);
    assertThatThrownBy(() -> login.answer(new byte[] {42}))
        .hasMessageContaining("unexpected packet type 42");
  }

  @Test
  void keyThatIsNone_isRefused() throws Exception {
    introduction(login);
    login.answer(switchTo("caching_sha2_password"));
    login.answer(WANTS_PASSWORD);

    byte[] none = "\1-----BEGIN PUBLIC KEY-----\nMIIB\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> login.answer(none))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("the server's public key cannot be used");
  }

  @Test
  void serverThatNeverDecides_isLeft() throws Exception {
    introduction(login);
    for (int i = 0; i < 8; i++) {
      login.answer(switchTo("mysql_native_password"));
    }

    assertThatThrownBy(() -> login.answer(switchTo("mysql_native_password")))
        .hasMessageContaining("too many rounds of authentication");
  }

  private static HandshakeResponse introduction(ClientLogin to) throws Exception {
    Capabilities capabilities =
        new Capabilities(
            Capabilities.PROTOCOL_41 | Capabilities.SECURE_CONNECTION | Capabilities.PLUGIN_AUTH);
    byte[] greeting =
        new Greeting(
                "8.4.0",
                7,
                CHALLENGE,
                capabilities,
                33,
                new ServerStatus(2),
                "caching_sha2_password")
            .payload();
    return HandshakeResponse.read(new FieldReader(to.answer(greeting).orElseThrow()));
  }

  private static byte[] switchTo(String plugin) {
    return new AuthSwitch(plugin, CHALLENGE).payload();
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static byte[] withKey(KeyPair pair) {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    byte[] text = pem.getBytes(StandardCharsets.US_ASCII);
    byte[] packet = Arrays.copyOf(new byte[] {1}, text.length + 1);
    System.arraycopy(text, 0, packet, 1, text.length);
    return packet;
  }
}
