package dev.patchbay.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The client's side of TLS, to database nodes. From any thread. */
public final class TlsToNodes {
  private final SSLContext context;
  private final Optional<String> serverName;

  /**
   * @param authorities one of which must have signed a node's certificate; none means that it is
   *     not looked at
   * @param serverName that it must be for; empty means any. Only with authorities
   * @throws GeneralSecurityException if the JDK can do nothing with them
   */
  public TlsToNodes(List<X509Certificate> authorities, Optional<String> serverName)
      throws GeneralSecurityException {
    this.serverName = serverName;
    context = SSLContext.getInstance("TLS");
    context.init(
        null,
        authorities.isEmpty() ? new TrustManager[] {new Anybody()} : trusting(authorities),
        new SecureRandom());
  }

  private static TrustManager[] trusting(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate one : authorities) {
        store.setCertificateEntry("ca" + store.size(), one);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** For one more connection, to this place; one to the same place may go on with its secrets. */
  public SSLEngine engine(String host, int port) {
    SSLEngine engine = context.createSSLEngine(serverName.orElse(host), port);
    engine.setUseClientMode(true);
    SSLParameters parameters = TlsPolicy.strict(engine);
    if (serverName.isPresent()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Nobody has said whom to trust. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
