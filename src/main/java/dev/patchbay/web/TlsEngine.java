package dev.patchbay.web;

import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's TLS without signatures by SHA-1. By itself it signs so for a client of TLS 1.2 that
 * offers nothing better; Java 17 has no way to name the signatures of one listener, but this.
 */
final class TlsEngine extends JdkSSLEngineOptions {

  @Override
  public JdkSSLEngineOptions copy() {
    return this;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.JDK, false) {
      @Override
      public SslContext create() throws SSLException {
        return new WithoutSha1(super.create());
      }
    };
  }

  private static final class WithoutSha1 extends DelegatingSslContext {
    private WithoutSha1(SslContext original) {
      super(original);
    }

    @Override
    protected void initEngine(SSLEngine engine) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setAlgorithmConstraints(NO_SHA1);
      engine.setSSLParameters(parameters);
    }
  }

  /** Beside the JDK's own constraints, which hold as well. */
  private static final AlgorithmConstraints NO_SHA1 =
      new AlgorithmConstraints() {
        @Override
        public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
          String name = algorithm.toUpperCase(Locale.ROOT);
          return !name.startsWith("SHA1WITH") && !name.startsWith("SHA-1WITH");
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
          return true;
        }

        @Override
        public boolean permits(
            Set<CryptoPrimitive> primitives,
            String algorithm,
            Key key,
            AlgorithmParameters parameters) {
          return permits(primitives, algorithm, parameters);
        }
      };
}
