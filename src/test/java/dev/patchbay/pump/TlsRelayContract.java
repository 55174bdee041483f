package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.testing.AnyCertificate;
import dev.patchbay.testing.TestCertificates;
import dev.patchbay.testing.Transport;
import dev.patchbay.tls.TlsServer;
import dev.patchbay.tls.TlsToNodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

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

  TlsRelayContract(Transport transport, String protocol) {
    super(transport);
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
    return shaken(layered(plain()));
  }

  private static SSLSocket layered(Socket raw) throws IOException {
    return (SSLSocket)
        AnyCertificate.context().getSocketFactory().createSocket(raw, "proxy", 1, true);
  }

  private SSLSocket shaken(SSLSocket socket) throws IOException {
    socket.setEnabledProtocols(new String[] {protocol});
    socket.startHandshake();
    return socket;
  }

  @Test
  void handshakeAndBytes_oneByOne_arrive() throws Exception {
    byte[] some = new byte[3000];
    new Random(7).nextBytes(some);
    try (Socket client = shaken(layered(new OneByOne(plain())));
        Socket server = acceptAtNode()) {
      client.getOutputStream().write(some);
      assertThat(server.getInputStream().readNBytes(some.length)).isEqualTo(some);

      server.getOutputStream().write(some);
      assertThat(client.getInputStream().readNBytes(some.length)).isEqualTo(some);
    }
  }

  /** What the system has not taken is brought again, and must not be sent twice. */
  @Test
  void readerThatStopsForAWhile_getsAllInOrder() throws Exception {
    byte[] bytes = new byte[30_000_000];
    new Random(8).nextBytes(bytes);
    try (Socket client = connect();
        Socket server = acceptAtNode()) {
      write(server, bytes);
      awaitStandstill();

      client.setSoTimeout(20_000);
      byte[] got = client.getInputStream().readNBytes(bytes.length);
      assertThat(Arrays.equals(got, bytes)).isTrue();
    }
  }

  @Test
  void whatIsNoTls_isToldSo_andEnds() throws Exception {
    for (byte[] nonsense :
        List.of(
            "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            // A login of MySQL's in plain.
            new byte[] {(byte) 0x90, 0, 0, 2, (byte) 0x85, (byte) 0xa6, 3, 0, 0, 0, 0, 1, 8},
            // A handshake record of more than there may be.
            new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff, 1, 0, 0, 0, 0})) {
      try (Socket client = plain()) {
        client.setSoTimeout(20_000);
        client.getOutputStream().write(nonsense);

        byte[] answer = client.getInputStream().readAllBytes();

        assertThat(answer).hasSize(7).startsWith(21);
      }
    }
  }

  /** However far it has come, nothing of it is left. */
  @Test
  void clientThatEndsWithinTheHandshake_isClosed() throws Exception {
    byte[] hello = hello();
    for (int length = 0; length < hello.length + 40; length += length < 12 ? 1 : 37) {
      try (Socket client = plain()) {
        client.setSoTimeout(20_000);
        client.getOutputStream().write(hello, 0, Math.min(length, hello.length));
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      }
    }
  }

  /** With what a client of this protocol begins. */
  private byte[] hello() throws Exception {
    SSLEngine engine = AnyCertificate.context().createSSLEngine("proxy", 1);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    ByteBuffer bytes = ByteBuffer.allocate(TlsBuffers.RECORD);
    engine.wrap(ByteBuffer.allocate(0), bytes);
    byte[] hello = new byte[bytes.flip().remaining()];
    bytes.get(hello);
    return hello;
  }

  /** The last record is broken. */
  @Test
  void whatIsBrokenWithinTls_endsTheSession_andWhatCameBeforeArrives() throws Exception {
    Socket raw = plain();
    try (Socket client = shaken(layered(raw));
        Socket server = acceptAtNode()) {
      client.getOutputStream().write("whole".getBytes());
      raw.getOutputStream().write(new byte[] {23, 3, 3, 0, 40});
      raw.getOutputStream().write(new byte[40]);

      assertThat(server.getInputStream().readAllBytes()).isEqualTo("whole".getBytes());
      assertThat(endWithin(10, TimeUnit.SECONDS)).isEqualTo(RelayEnd.CLIENT);
    }
  }

  /** A socket whose every byte is a packet of its own. */
  private static final class OneByOne extends Socket {
    private final Socket to;

    OneByOne(Socket to) throws IOException {
      this.to = to;
      to.setTcpNoDelay(true);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream out = to.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          out.write(one);
        }
      };
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return to.getInputStream();
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public void close() throws IOException {
      to.close();
    }
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
