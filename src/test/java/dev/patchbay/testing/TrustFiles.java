package dev.patchbay.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * An authority in the files that drivers read: {@code ca.pem}, and {@code ca.p12} with the password
 * {@code secret}. They go with their directory.
 *
 * @param pem the authority as PEM
 * @param store the same as a PKCS#12 key store
 */
public record TrustFiles(Path pem, Path store) {
  private static final String STORE_PASSWORD = "secret";

  /** Writes both into a directory. */
  public static TrustFiles write(TestCertificates authority, Path directory)
      throws IOException, GeneralSecurityException {
    Path pem = Files.writeString(directory.resolve("ca.pem"), authority.caPem());
    Path store = directory.resolve("ca.p12");
    KeyStore entries = KeyStore.getInstance("PKCS12");
    entries.load(null, null);
    entries.setCertificateEntry("ca", authority.certificate());
    try (OutputStream out = Files.newOutputStream(store)) {
      entries.store(out, STORE_PASSWORD.toCharArray());
    }
    return new TrustFiles(pem, store);
  }

  /**
   * The parameters of a JDBC URL by which a driver connects by TLS, and looks at the certificate
   * and at the name in it.
   *
   * @param driver {@code mysql} for MySQL's Connector/J, {@code mariadb} for MariaDB's
   */
  public String parameters(String driver) {
    return driver.equals("mysql")
        ? "sslMode=VERIFY_IDENTITY&trustCertificateKeyStoreUrl=file:%s".formatted(store)
            + "&trustCertificateKeyStorePassword="
            + STORE_PASSWORD
        : "sslMode=verify-full&serverSslCert=" + pem;
  }
}
