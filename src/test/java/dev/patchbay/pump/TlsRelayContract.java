package dev.patchbay.pump;

import dev.patchbay.testing.AnyCertificate;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.tls.TlsServer;
import dev.patchbay.tls.TlsToNodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The same with TLS on both sides. */
abstract class TlsRelayContract extends RelayContract {
  private static final TestCertificates AUTHORITY = TestCertificates.authority();
  private static final TestCertificates.Server PROXY = AUTHORITY.rsaServer("proxy");
  private static final TestCertificates.Server NODE = AUTHORITY.server("node");
  private static final TlsServer TO_CLIENTS;
  private static final TlsToNodes TO_NODES;

  static {
    try {
      TO_CLIENTS = new TlsServer(List.of(PROXY.certificate()), PROXY.key());
      TO_NODES = new TlsToNodes(List.of(AUTHORITY.certificate()), Optional.of("node"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final String protocol;

  TlsRelayContract(boolean nativeTransport, String protocol) {
    super(nativeTransport);
    this.protocol = protocol;
  }

  @Override
  Client accepted(PumpSocket client) {
    return new SecureClient(client);
  }

  private static final class SecureClient implements Client, PumpSocket.Securing {
    private final PumpSocket client;
    private boolean secured;
    private Runnable whenSecured;

    SecureClient(PumpSocket client) {
      this.client = client;
      client.secure(TO_CLIENTS.engine(), this);
    }

    @Override
    public void secured() {
      secured = true;
      if (whenSecured != null) {
        whenSecured.run();
      }
    }

    @Override
    public void failed(IOException cause) {
      client.close();
    }

    @Override
    public PumpSocket socket() {
      return client;
    }

    @Override
    public void join(PumpSocket node, Runnable then) {
      node.secure(
          TO_NODES.engine("127.0.0.1", 1),
          new PumpSocket.Securing() {
            @Override
            public void secured() {
              if (secured) {
                then.run();
              } else {
                whenSecured = then;
              }
            }

            @Override
            public void failed(IOException cause) {
              node.close();
              client.close();
            }
          });
    }
  }

  @Override
  ServerSocket listenAsNode() throws IOException {
    SSLContext context = NODE.context();
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress()) {
      @Override
      public Socket accept() throws IOException {
        Socket raw = super.accept();
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(raw, "client", 1, true);
        socket.setUseClientMode(false);
        return shaken(socket);
      }
    };
  }

  @Override
  Socket connect() throws IOException {
    return shaken(
        (SSLSocket)
            AnyCertificate.context().getSocketFactory().createSocket(plain(), "proxy", 1, true));
  }

  private SSLSocket shaken(SSLSocket socket) throws IOException {
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  /** And what is encrypted already. */
  @Override
  int mostKept() {
    return super.mostKept() + 4 * TlsBuffers.RECORD;
  }

  /** There is none within TLS. */
  @Override
  void dataBehindAnUrgentByte_isNotLeftBehind() {}
}
