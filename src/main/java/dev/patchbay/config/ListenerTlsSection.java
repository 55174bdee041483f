package dev.patchbay.config;

import dev.patchbay.topology.ListenerTls;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Reads the {@code TLS} of an entry of {@code Listeners}; while it is off, nobody checks it. */
final class ListenerTlsSection {
  private ListenerTlsSection() {}

  static Optional<ListenerTls> read(Section tls) {
    if (!tls.flag("Enabled")) {
      tls.ignore("Certificate", "PrivateKey", "Required", "Nodes", "NodeCA", "NodeServerName");
      return Optional.empty();
    }
    ApiConfig.Tls own = TlsSections.ownCertificate(tls);
    boolean required = tls.flag("Required");
    boolean always = tls.value("Nodes", "as-client or always", false, ListenerTlsSection::always);
    List<X509Certificate> authorities =
        tls.isGiven("NodeCA")
            ? Pem.certificates(
                TlsSections.pem(
                    tls,
                    "NodeCA",
                    "PEM text of one or more certificates",
                    TlsSections::isCertificates))
            : List.of();
    tls.ignore("NodeCA");
    Optional<String> name =
        Optional.of(
                tls.textOrEmpty(
                    "NodeServerName", "the name in the nodes' certificates", Words::isOne))
            .filter(text -> !text.isEmpty());
    if (name.isPresent() && !tls.isGiven("NodeCA")) {
      tls.reject(
          "NodeServerName", "a name without a " + tls.pathOf("NodeCA"), "both, or neither of them");
    }
    List<X509Certificate> chain = Pem.certificates(own.certificate());
    // What is wrong with either was noted, and no configuration comes of it.
    return chain.isEmpty()
        ? Optional.empty()
        : Pem.load(own.certificate(), own.privateKey())
            .map(key -> new ListenerTls(chain, key, required, always, authorities, name));
  }

  private static Optional<Boolean> always(String text) {
    return switch (text) {
      case "always" -> Optional.of(true);
      case "as-client" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** In a few words, for who compares two configurations. */
  static String words(Optional<ListenerTls> tls) {
    return tls.isPresent() ? ", TLS" : "";
  }
}
