package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ProtocolException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** What is written is read; what is read from nonsense is refused, and in no other way. */
class PayloadProperties {

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().alpha().withChars('ä', '€', ' ').ofMaxLength(300);
  }

  @Provide
  Arbitrary<Map<String, String>> attributes() {
    return Arbitraries.maps(words(), words()).ofMaxSize(20);
  }

  @Property(tries = 300)
  void lengthEncoded_isRead(@ForAll long value) throws ProtocolException {
    assertThat(new FieldReader(new FieldWriter().lengthEncoded(value).payload()).lengthEncoded())
        .isEqualTo(value);
  }

  @Property(tries = 300)
  void smallLengthEncoded_isRead(@ForAll @IntRange(max = 70_000) int value)
      throws ProtocolException {
    assertThat(new FieldReader(new FieldWriter().lengthEncoded(value).payload()).lengthEncoded())
        .isEqualTo(value);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aGreeting_isRead(
      @ForAll("words") String version,
      @ForAll @LongRange(max = 0xFFFF_FFFFL) long id,
      @ForAll @Size(20) byte[] challenge,
      @ForAll long capabilities,
      @ForAll @IntRange(max = 255) int charset,
      @ForAll @IntRange(max = 0xFFFF) int status,
      @ForAll("words") String plugin)
      throws ProtocolException {
    Capabilities all =
        Capabilities.of(
            capabilities | Capabilities.SECURE_CONNECTION | Capabilities.PLUGIN_AUTH,
            capabilities >>> 32);
    Greeting greeting =
        new Greeting(version, id, challenge, all, charset, new ServerStatus(status), plugin);

    Greeting read = Greeting.read(new FieldReader(greeting.payload()));

    assertThat(read).isEqualTo(greeting);
    assertThat(read.challenge()).isEqualTo(challenge);
    assertThat(read.capabilities()).isEqualTo(all);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aLogin_isRead(
      @ForAll("words") String user,
      @ForAll @Size(max = 250) byte[] proof,
      @ForAll("words") String database,
      @ForAll("attributes") Map<String, String> attributes,
      @ForAll long capabilities)
      throws ProtocolException {
    Capabilities all =
        Capabilities.of(
            capabilities | Capabilities.PROTOCOL_41 | Capabilities.SECURE_CONNECTION,
            capabilities >>> 32);
    HandshakeResponse login =
        new HandshakeResponse(all, 1 << 30, 45, user, proof, database, "plugin", attributes);

    HandshakeResponse read = HandshakeResponse.read(new FieldReader(login.payload()));

    assertThat(read).isEqualTo(login);
    assertThat(read.user()).isEqualTo(user);
    assertThat(read.proof()).isEqualTo(proof);
    if (all.has(Capabilities.CONNECT_ATTRS)) {
      assertThat(read.attributes()).isEqualTo(attributes);
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anOk_isRead(
      @ForAll long affected,
      @ForAll long insertId,
      @ForAll @IntRange(max = 0xFFFF) int status,
      @ForAll("words") String value,
      @ForAll SessionTrack.Kind kind)
      throws ProtocolException {
    Capabilities tracked = new Capabilities(Capabilities.SESSION_TRACK);
    boolean named = kind == SessionTrack.Kind.SYSTEM_VARIABLE;
    boolean known = kind != SessionTrack.Kind.UNKNOWN;
    SessionTrack track =
        new SessionTrack(
            List.of(
                new SessionTrack.Change(kind, named ? "name" : "", known ? value : ""),
                new SessionTrack.Change(SessionTrack.Kind.TRANSACTION_STATE, "", "T_______")),
            true);
    OkPacket ok = new OkPacket(affected, insertId, new ServerStatus(status), 3, track);

    OkPacket read = OkPacket.read(new FieldReader(ok.payload(tracked)), tracked);

    assertThat(read.track())
        .isEqualTo(ok.status().sessionStateChanged() ? track : SessionTrack.NOTHING);
    assertThat(read.affectedRows()).isEqualTo(affected);
    assertThat(read.lastInsertId()).isEqualTo(insertId);
    assertThat(read.status()).isEqualTo(ok.status());
    assertThat(read.warnings()).isEqualTo(3);
  }

  @Property(tries = 100)
  void anError_isRead(@ForAll @IntRange(max = 0xFFFF) int code, @ForAll("words") String message)
      throws ProtocolException {
    ErrorPacket error = new ErrorPacket(code, "08S01", message);

    assertThat(ErrorPacket.read(new FieldReader(error.payload()))).isEqualTo(error);
  }

  @Property(tries = 1000)
  void nonsense_isRefused(@ForAll @Size(max = 200) byte[] bytes, @ForAll long capabilities) {
    Capabilities agreed = new Capabilities(capabilities);
    readOrRefuse(() -> Greeting.read(new FieldReader(bytes)));
    readOrRefuse(() -> HandshakeResponse.read(new FieldReader(bytes)));
    readOrRefuse(() -> AuthSwitch.read(new FieldReader(bytes)));
    readOrRefuse(() -> ErrorPacket.read(new FieldReader(bytes)));
    readOrRefuse(() -> OkPacket.read(new FieldReader(bytes), agreed));
    readOrRefuse(() -> SessionTrack.read(new FieldReader(bytes)));
  }

  private interface Reading {
    Object read() throws ProtocolException;
  }

  private static void readOrRefuse(Reading reading) {
    try {
      assertThat(reading.read()).isNotNull();
    } catch (ProtocolException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }
}
