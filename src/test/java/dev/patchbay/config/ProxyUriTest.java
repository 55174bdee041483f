package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.ProxyUri.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyUriTest {

  @ParameterizedTest
  @CsvSource({
    "0-proxy.example.com, https://0-proxy.example.com/, true, 0-proxy.example.com, 443",
    "10.0.0.1:8443, https://10.0.0.1:8443/, true, 10.0.0.1, 8443",
    "fd00::2, https://[fd00::2]/, true, fd00::2, 443",
    "[fd00::2]:8443, https://[fd00::2]:8443/, true, fd00::2, 8443",
    "http://10.0.0.1:8080, http://10.0.0.1:8080/, false, 10.0.0.1, 8080",
    "http://proxy, http://proxy/, false, proxy, 80",
    "HTTPS://proxy/, HTTPS://proxy/, true, proxy, 443",
    "https://[::1]:8080/, https://[::1]:8080/, true, ::1, 8080",
  })
  void of_host(String text, String link, boolean https, String host, int port) {
    assertThat(ProxyUri.isValid(text)).isTrue();

    ProxyUri uri = ProxyUri.of(text);

    assertThat(uri.text()).isEqualTo(text);
    assertThat(uri.link()).isEqualTo(link);
    assertThat(uri.address()).hasValue(new Address(https, host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example.com/path", "\"><b>", "a b", "host:99999", " "})
  void of_textThatIsNoHost_isALinkAsItWasAndCannotBeAsked(String text) {
    assertThat(ProxyUri.isValid(text)).isTrue();

    ProxyUri uri = ProxyUri.of(text);

    assertThat(uri.link()).isEqualTo("https://" + text + "/");
    assertThat(uri.address()).isEmpty();
  }

  @Test
  void isValid_longText_isQuick() {
    assertThat(ProxyUri.isValid("https://" + "a:".repeat(100_000))).isFalse();
    assertThat(ProxyUri.of("a:.".repeat(100_000)).address()).isEmpty();
  }
}
