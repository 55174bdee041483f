package dev.patchbay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.pump.Ends;
import dev.patchbay.text.IpLiteral;
import dev.patchbay.topology.Entrance;
import dev.patchbay.topology.HeaderToNode;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.7, 10.9.9.9, 0, ADMITTED",
    "10.0.0.7, 10.9.9.9, 1, COUNTED",
    "11.0.0.7, 10.9.9.9, 1, NOT_ALLOWED",
    "192.0.2.1, 192.0.2.1, 1, ADMITTED",
    "127.0.0.1, 127.0.0.1, 1, ADMITTED",
    "127.0.0.2, 127.0.0.1, 1, NOT_ALLOWED",
    "2001:db8::5, 2001:db8::1, 0, ADMITTED",
    "2001:db9::5, 2001:db8::1, 0, NOT_ALLOWED"
  })
  void client_isJudgedByItsAddress(String from, String to, int most, Admission expected) {
    Entrance entrance =
        new Entrance(
            Entrances.networks("10.0.0.0/8", "2001:db8::/32"), most, List.of(), HeaderToNode.OFF);

    assertThat(Admission.of(entrance, new Ends(end(from), end(to)))).isEqualTo(expected);
  }

  private static InetSocketAddress end(String address) {
    return new InetSocketAddress(IpLiteral.parse(address).orElseThrow(), 3306);
  }
}
