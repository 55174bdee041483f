package dev.patchbay.peers;

import dev.patchbay.config.ApiConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose certificates a peer may show: those of the JDK's authorities, of the system's and of those
 * in this proxy's own chain, for the name that it is asked by; and the very one that this proxy
 * shows itself, for any name.
 */
final class PeerTrust {
  private static final Logger LOG = LoggerFactory.getLogger("peers");
  private static final Path SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");

  private PeerTrust() {}

  /** Reads files; blocks. */
  static TrustManager manager(Optional<ApiConfig.Tls> own)
      throws GeneralSecurityException, IOException {
    Set<Certificate> trusted = new LinkedHashSet<>(jdk());
    if (Files.isReadable(SYSTEM)) {
      trusted.addAll(readable(Files.readAllBytes(SYSTEM)));
    }
    List<X509Certificate> chain = own.map(PeerTrust::chain).orElse(List.of());
    trusted.addAll(chain);
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : trusted) {
      store.setCertificateEntry(String.valueOf(number++), certificate);
    }
    X509ExtendedTrustManager usual = x509(store);
    return chain.isEmpty() ? usual : new PinnedTrust(chain.get(0), usual);
  }

  private static List<X509Certificate> chain(ApiConfig.Tls own) {
    return readable(own.certificate().getBytes(StandardCharsets.UTF_8)).stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static List<X509Certificate> jdk() throws GeneralSecurityException {
    return Arrays.asList(x509(null).getAcceptedIssuers());
  }

  private static X509ExtendedTrustManager x509(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** A file that somebody broke must not cost the authorities that are in the others. */
  private static Collection<? extends Certificate> readable(byte[] pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem));
    } catch (GeneralSecurityException e) {
      LOG.atInfo()
          .addKeyValue("error", String.valueOf(e.getMessage()))
          .log("Certificates of authorities could not be read");
      return List.of();
    }
  }
}
