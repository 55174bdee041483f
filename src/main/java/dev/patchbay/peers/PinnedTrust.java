package dev.patchbay.peers;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whoever shows this proxy's own certificate, whatever name it is asked by: only who has its
 * key can, and the proxies of a deployment share both, at addresses that are in no certificate. All
 * others are judged as usual, by their authority and their name.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
  private final X509Certificate own;
  private final X509ExtendedTrustManager usual;

  PinnedTrust(X509Certificate own, X509ExtendedTrustManager usual) {
    this.own = own;
    this.usual = usual;
  }

  private boolean isOwn(X509Certificate[] chain) {
    return chain != null && chain.length > 0 && own.equals(chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (!isOwn(chain)) {
      usual.checkServerTrusted(chain, type, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (!isOwn(chain)) {
      usual.checkServerTrusted(chain, type, socket);
    }
  }

  /** Without a connection there is no name to be compared. */
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("a server without a connection");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("there are no clients here");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return usual.getAcceptedIssuers();
  }
}
