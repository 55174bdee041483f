package dev.patchbay.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  @Test
  void version1_isOneLine() throws Exception {
    assertThat(text(ProxyHeader.of(end("192.0.2.7", 5000), end("10.0.0.1", 3306)).version1()))
        .isEqualTo("PROXY TCP4 192.0.2.7 10.0.0.1 5000 3306\r\n");
    assertThat(text(ProxyHeader.of(end("2001:db8::7", 5000), end("fd00::1", 3306)).version1()))
        .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:7 fd00:0:0:0:0:0:0:1 5000 3306\r\n");
    assertThat(text(ProxyHeader.NOBODY.version1())).isEqualTo("PROXY UNKNOWN\r\n");
  }

  @Test
  void version2_hasTheFixedFields() throws Exception {
    assertThat(hex(ProxyHeader.of(end("192.0.2.7", 5000), end("10.0.0.1", 3306)).version2()))
        .isEqualTo(SIGNATURE + "2111000c" + "c0000207" + "0a000001" + "1388" + "0cea");
    assertThat(hex(ProxyHeader.NOBODY.version2())).isEqualTo(SIGNATURE + "20000000");
  }

  @Test
  void endsOfTwoFamilies_nameNobody() throws Exception {
    assertThat(ProxyHeader.of(end("192.0.2.7", 1), end("::1", 2))).isEqualTo(ProxyHeader.NOBODY);
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 192.0.2.7 10.0.0.1 5000 3306, /192.0.2.7:5000",
    "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, /255.255.255.255:65535",
    "PROXY TCP4 0.0.0.0 0.0.0.0 0 0, /0.0.0.0:0",
    "PROXY TCP6 2001:db8::7 fd00::1 1 2, '/[2001:db8:0:0:0:0:0:7]:1'",
    "PROXY UNKNOWN, ",
    "PROXY UNKNOWN whatever 5 follows, "
  })
  void line_isRead(String line, String client) throws Exception {
    ProxyHeader header = read(line + "\r\n");

    assertThat(header.connection().map(c -> c.client().toString()))
        .isEqualTo(Optional.ofNullable(client));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P\n",
        "PROXY \r\n",
        "PROXY\r\n",
        "PROXY TCP4\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 5000\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 5000 3306 \r\n",
        "PROXY TCP4  192.0.2.7 10.0.0.1 5000 3306\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 5000 3306\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 5000 3306\rX",
        "PROXY TCP4 192.0.2.7 10.0.0.1 5000 65536\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 05000 3306\r\n",
        "PROXY TCP4 192.0.2.7 10.0.0.1 -1 3306\r\n",
        "PROXY TCP4 192.0.2.07 10.0.0.1 5000 3306\r\n",
        "PROXY TCP4 192.0.2 10.0.0.1 5000 3306\r\n",
        "PROXY TCP4 ::1 ::1 5000 3306\r\n",
        "PROXY TCP6 10.0.0.1 10.0.0.1 5000 3306\r\n",
        "PROXY TCP6 db.internal ::1 5000 3306\r\n",
        "PROXY UDP4 192.0.2.7 10.0.0.1 5000 3306\r\n",
        "PROXY UNKNOWNX\r\n",
        "proxy TCP4 192.0.2.7 10.0.0.1 5000 3306\r\n",
        "GET / HTTP/1.1\r\n",
        "\r\n\r\nHello, world"
      })
  void anythingElse_isAFault(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void lineWithoutAnEnd_isAFaultAfter107Bytes() {
    assertThatThrownBy(() -> read("PROXY UNKNOWN " + "x".repeat(200) + "\r\n"))
        .isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @CsvSource({
    // TCP over IPv4, bare and with something behind the addresses.
    "2111000c c0000207 0a000001 1388 0cea, /192.0.2.7:5000",
    "21110013 c0000207 0a000001 1388 0cea 05000431323334, /192.0.2.7:5000",
    // IPv6; an IPv4 address mapped into it.
    "21210024 20010db8000000000000000000000007 fd000000000000000000000000000001 1388 0cea,"
        + " '/[2001:db8:0:0:0:0:0:7]:5000'",
    "21210024 00000000000000000000ffffc0000207 00000000000000000000ffff0a000001 1388 0cea,"
        + " /192.0.2.7:5000",
    // LOCAL, with and without addresses; of no family, of a datagram.
    "20000000, ",
    "2011000c c0000207 0a000001 1388 0cea, ",
    "21000000, ",
    "2112000c c0000207 0a000001 1388 0cea, "
  })
  void binary_isRead(String rest, String client) throws Exception {
    ProxyHeader header = read(HexFormat.of().parseHex(SIGNATURE + rest.replace(" ", "")));

    assertThat(header.connection().map(c -> c.client().toString()))
        .isEqualTo(Optional.ofNullable(client));
  }

  @Test
  void binaryOfAUnixSocket_namesNobody() throws Exception {
    byte[] header = Arrays.copyOf(HexFormat.of().parseHex(SIGNATURE + "213100d8"), 16 + 216);

    assertThat(read(header)).isEqualTo(ProxyHeader.NOBODY);
  }

  @Test
  void longBinary_isPassedOver_butNoneBeyondTheLimit() throws Exception {
    byte[] long1 =
        Arrays.copyOf(
            HexFormat.of().parseHex(SIGNATURE + "211107f0" + "c00002070a00000113880cea"), 2048);
    byte[] tooLong = HexFormat.of().parseHex(SIGNATURE + "211107f1");

    assertThat(read(long1).connection()).isPresent();
    assertThatThrownBy(() -> read(tooLong)).isInstanceOf(ProtocolException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Version 1 and 3, an unknown command, unknown families.
        "1111000c",
        "3111000c",
        "2211000c",
        "2f11000c",
        "2141000c",
        "2113000c",
        "21ff000c",
        // Too short for its addresses.
        "2111000b",
        "21210023",
        "213100d7"
      })
  void faultyBinary_isRefusedAtItsFixedFields(String fields) {
    byte[] header = HexFormat.of().parseHex(SIGNATURE + fields);

    assertThatThrownBy(() -> read(header)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void garbage_isRefusedAtItsFirstByte() {
    assertThatThrownBy(() -> new ProxyHeaderReader().take(new byte[] {'x'}, 1))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("no PROXY header");
  }

  private static ProxyHeader read(String text) throws ProtocolException {
    return read(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** As much as it wants each time. */
  private static ProxyHeader read(byte[] bytes) throws ProtocolException {
    return Readers.read(bytes, Integer.MAX_VALUE);
  }

  private static InetSocketAddress end(String address, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
