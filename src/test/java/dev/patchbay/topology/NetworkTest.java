package dev.patchbay.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.text.IpLiteral;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "10.1.2.3, 10.1.2.3/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:db8::/32, 2001:db8:0:0:0:0:0:0/32",
    "::1, 0:0:0:0:0:0:0:1/128",
    "::/0, 0:0:0:0:0:0:0:0/0",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::ffff:10.1.2.3, 10.1.2.3/32"
  })
  void networkInFigures_isRead(String text, String as) {
    assertThat(Network.parse(text).map(Network::toString)).contains(as);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0 /8",
        "10.0.0.1/8",
        "10.0.0/8",
        "10",
        "010.0.0.0/8",
        "0x0a.0.0.0/8",
        "256.0.0.0/8",
        "10.0.0.0/255.0.0.0",
        "localhost",
        "db.internal/32",
        "2001:db8::/129",
        "2001:db8::1/32",
        "2001:db8/32",
        "fe80::1%eth0",
        "[::1]/128",
        "::ffff:10.0.0.0/8",
        "::ffff:10.0.0.0/95",
        "1:2:3:4:5:6:7:8:9",
        "::1::",
        "10.0.0.0/99999999999"
      })
  void anythingElse_isNone(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.128.0.0/9, 10.127.255.255, false",
    "10.128.0.0/9, 10.128.0.0, true",
    "192.168.7.4/30, 192.168.7.7, true",
    "192.168.7.4/30, 192.168.7.8, false",
    "255.255.255.255, 255.255.255.255, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 10.0.0.1, false",
    "::/0, ::ffff:10.0.0.1, false",
    "2001:db8:8000::/33, 2001:db8:ffff::1, true",
    "2001:db8:8000::/33, 2001:db8:7fff::1, false",
    "::ffff:10.0.0.0/104, 10.9.9.9, true"
  })
  void network_hasItsAddressesAndNoOther(String network, String address, boolean has) {
    assertThat(Network.parse(network).orElseThrow().contains(address(address))).isEqualTo(has);
  }

  @Test
  void bitsBehindThePrefix_areRefused() {
    assertThatThrownBy(() -> new Network(address("10.0.0.1"), 8))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void entranceWithoutNetworks_isOpenToAll_andAwaitsNobodysHeader() {
    assertThat(Entrance.OPEN.isOpen()).isTrue();
    assertThat(Entrance.OPEN.allows(address("203.0.113.9"))).isTrue();
    assertThat(Entrance.OPEN.awaitsHeader(address("203.0.113.9"))).isFalse();
  }

  @Test
  void entranceWithNetworks_allowsTheirAddressesAndNoOther() {
    List<Network> two =
        List.of(
            Network.parse("10.0.0.0/8").orElseThrow(), Network.parse("2001:db8::1").orElseThrow());
    Entrance entrance = new Entrance(two, 0, two, HeaderToNode.OFF);

    assertThat(entrance.isOpen()).isFalse();
    for (String in : List.of("10.9.9.9", "2001:db8::1")) {
      assertThat(entrance.allows(address(in))).as(in).isTrue();
      assertThat(entrance.awaitsHeader(address(in))).as(in).isTrue();
    }
    for (String out : List.of("11.0.0.0", "2001:db8::2", "127.0.0.1")) {
      assertThat(entrance.allows(address(out))).as(out).isFalse();
      assertThat(entrance.awaitsHeader(address(out))).as(out).isFalse();
    }
  }

  private static InetAddress address(String text) {
    return IpLiteral.parse(text).orElseThrow();
  }
}
