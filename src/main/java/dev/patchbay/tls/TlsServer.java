package dev.patchbay.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** The server's side of TLS, with one certificate. From any thread. */
public final class TlsServer {
  private static final char[] NO_PASSWORD = new char[0];

  private final SSLContext context;

  /**
   * @param chain the server's own certificate first
   * @param key that belongs to it
   * @throws GeneralSecurityException if the JDK can do nothing with them
   */
  public TlsServer(List<X509Certificate> chain, PrivateKey key) throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(storeOf(chain, key), NO_PASSWORD);
    context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, new SecureRandom());
  }

  private static KeyStore storeOf(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** For one more connection. */
  public SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(TlsPolicy.strict(engine));
    return engine;
  }
}
