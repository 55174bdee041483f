package dev.patchbay.web;

import dev.patchbay.tls.TlsPolicy;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The JDK's TLS without signatures by SHA-1, see {@link TlsPolicy#withoutSha1}. */
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
      TlsPolicy.withoutSha1(engine);
    }
  }
}
