package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.patchbay.config.ProxyUri.Address;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether and where other proxies are asked. */
class OtherProxiesTest {
  private static final String URIS = "ProxyURIs: [0-p.example.com, 1-p.example.com]";

  @Test
  void byDefault_theyAreAskedByHttps_atWhatProxyUrisSays() throws Exception {
    ApiConfig api = load(URIS).api();

    assertThat(api.others()).isEqualTo(OtherProxies.DEFAULT);
    assertThat(api.proxies().get(1).address()).hasValue(new Address(true, "1-p.example.com", 443));
  }

  @Test
  void addresses_areWhereTheyAreAsked_andTheLinksStay() throws Exception {
    ApiConfig api =
        load(URIS, "ProxyAddresses: ['https://10.0.1.1:8080', 'https://[fd00::2]:8080']").api();

    assertThat(api.proxies())
        .extracting(ProxyUri::text)
        .containsExactly("0-p.example.com", "1-p.example.com");
    assertThat(api.proxies())
        .extracting(ProxyUri::link)
        .containsExactly("https://0-p.example.com/", "https://1-p.example.com/");
    assertThat(api.proxies())
        .extracting(uri -> uri.address().orElseThrow())
        .containsExactly(new Address(true, "10.0.1.1", 8080), new Address(true, "fd00::2", 8080));
  }

  @Test
  void addressesThatAreNotOneForEachProxy_areAFault() {
    assertThatThrownBy(() -> load(URIS, "ProxyAddresses: ['https://10.0.1.1:8080']"))
        .hasMessageContaining(
            "API.ProxyAddresses: 1 addresses for 2 entries of API.ProxyURIs (line 19), expected one for each"
                + " entry of API.ProxyURIs, in the same order");
  }

  @Test
  void addressThatIsNone_isAFault() {
    assertThatThrownBy(() -> load(URIS, "ProxyAddresses: ['<x>', 'https://10.0.1.2']"))
        .hasMessageContaining("API.ProxyAddresses[0]: ");
  }

  @Test
  void environment_hasTheAddresses_whereTheTextHasNone() throws Exception {
    ConfigSource source = source(Map.of("PROXY_ADDRESSES", " https://10.0.1.1:1 https://b:2\n"));
    ConfigSource both =
        new ConfigSource(text(URIS, "ProxyAddresses: ['https://x', 'https://y']"), "t")
            .in(Map.of("PROXY_ADDRESSES", "https://z"));

    assertThat(ConfigLoader.load(source).config().api().others().addresses())
        .containsExactly("https://10.0.1.1:1", "https://b:2");
    assertThat(ConfigLoader.load(both).config().api().others().addresses())
        .containsExactly("https://x", "https://y");
  }

  @Test
  void environmentThatDoesNotFit_isAFaultThatNamesIt() {
    assertThatThrownBy(() -> ConfigLoader.load(source(Map.of("PROXY_ADDRESSES", "https://a"))))
        .hasMessageContaining("the environment variable PROXY_ADDRESSES has 1");
    assertThatThrownBy(() -> source(Map.of("PROXY_ADDRESSES", "u:secret@host")))
        .hasMessageContaining("the environment variable PROXY_ADDRESSES is not valid")
        .hasMessageNotContaining("secret");
  }

  @Test
  void plainHttpToAnotherMachine_isNotAsked_unlessAKeySaysSo() throws Exception {
    String uris = "ProxyURIs: ['http://10.0.1.1:8080', 'http://127.0.0.1:8080', x]";
    ApiConfig api = load(uris).api();
    ApiConfig told = load(uris, "AskUnencrypted: true").api();
    ApiConfig off = load(uris, "AskOtherProxies: false").api();

    assertThat(api.others().whyNot(api.proxies().get(0)))
        .hasValueSatisfying(why -> assertThat(why).contains("API.AskUnencrypted"));
    assertThat(api.others().whyNot(api.proxies().get(1))).isEmpty();
    assertThat(api.others().whyNot(api.proxies().get(2))).isEmpty();
    assertThat(told.proxies()).allMatch(uri -> told.others().whyNot(uri).isEmpty());
    assertThat(off.proxies())
        .allMatch(
            uri ->
                off.others()
                    .whyNot(uri)
                    .equals(Optional.of("not asked: API.AskOtherProxies is false")));
  }

  private static ConfigSource source(Map<String, String> environment) throws ConfigException {
    return ConfigSource.choose(Optional.of(text(URIS)), Optional.empty(), environment);
  }

  private static PatchbayConfig load(String... keys) throws ConfigException {
    return Texts.load(text(keys));
  }

  private static String text(String... keys) {
    return Texts.with("  Username:", "  " + String.join("\n  ", keys) + "\n  Username:");
  }
}
