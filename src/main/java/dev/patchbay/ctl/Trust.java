package dev.patchbay.ctl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are accepted. */
record Trust(SSLSocketFactory sockets, boolean verifiesName) {
  private static final Path SYSTEM = Path.of("/etc/ssl/certs/ca-certificates.crt");

  /** The system's authorities, or where there is no list of these, Java's. */
  static Trust ofSystem() throws CtlException {
    return Files.isReadable(SYSTEM) ? of(SYSTEM, "the system's authorities") : of((KeyStore) null);
  }

  /**
   * The authorities, or the very certificates, in this file and no others.
   *
   * @param from what names the file, for messages
   */
  static Trust of(Path file, String from) throws CtlException {
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
      if (certificates.isEmpty()) {
        throw CtlException.usage(from + ": there is no certificate in PEM in " + file);
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry(String.valueOf(number++), certificate);
      }
      return of(store);
    } catch (GeneralSecurityException e) {
      throw CtlException.usage(from + ": expected certificates in PEM in " + file);
    } catch (IOException e) {
      throw CtlException.usage(from + ": cannot read " + file + ": " + Words.of(e));
    }
  }

  private static Trust of(KeyStore store) throws CtlException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return new Trust(sockets(factory.getTrustManagers()), true);
    } catch (GeneralSecurityException e) {
      throw CtlException.usage("TLS does not work here: " + e.getMessage());
    }
  }

  /**
   * Whoever listens, for what stays on this machine and was found by the proxy's own configuration:
   * the certificate there is for the name that others use, and one that was renewed is not shown
   * before a reload, which is asked for in this way.
   */
  static Trust ofThisMachine() throws CtlException {
    try {
      return new Trust(sockets(new TrustManager[] {new Anybody()}), false);
    } catch (GeneralSecurityException e) {
      throw CtlException.usage("TLS does not work here: " + e.getMessage());
    }
  }

  private static SSLSocketFactory sockets(TrustManager[] trusted) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted, null);
    return context.getSocketFactory();
  }

  /** Java compares no name either then, as it would with a plain trust manager. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
