package dev.patchbay.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1:3306",
    "db-0.example, db-0.example:3306",
    "::1, [::1]:3306",
    "fe80::1%eth0, [fe80::1%eth0]:3306",
    "'', :3306",
  })
  void address_hasBracketsOnlyAroundIpv6(String host, String address) {
    assertThat(HostPort.of(host, 3306)).isEqualTo(address);
  }
}
