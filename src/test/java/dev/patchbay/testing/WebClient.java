package dev.patchbay.testing;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Speaks HTTP by hand to a port of loopback, well or badly, with or without TLS. */
public final class WebClient implements AutoCloseable {
  private static final int TRIES = 10;

  private static final int PATIENCE_MILLIS = 60_000;
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");

  /** The first 20 bytes of a ClientHello of 512. */
  private static final byte[] HALF_HELLO =
      HexFormat.of().parseHex("1603010200" + "010001fc0303" + "00112233445566778899");

  private final int port;
  private final Optional<SSLSocketFactory> tls;
  private final List<Socket> open = new ArrayList<>();

  private WebClient(int port, Optional<SSLSocketFactory> tls) {
    this.port = port;
    this.tls = tls;
  }

  /** Over plain TCP. */
  public static WebClient http(int port) {
    return new WebClient(port, Optional.empty());
  }

  /** Over TLS, trusting this authority. */
  public static WebClient https(int port, TestCertificates authority) {
    return new WebClient(port, Optional.of(trusting(authority)));
  }

  private static SSLSocketFactory trusting(TestCertificates authority) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      byte[] pem = authority.caPem().getBytes(StandardCharsets.US_ASCII);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem)));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public boolean isTls() {
    return tls.isPresent();
  }

  /** A TCP connection on which nothing is sent, neither TLS nor HTTP. */
  public Socket silent() throws IOException {
    return silentFrom("127.0.0.1");
  }

  /** The same from another address of loopback. */
  public Socket silentFrom(String address) throws IOException {
    return connected(address, Optional.empty());
  }

  private Socket connected(String address, Optional<Integer> receiveBuffer) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    if (receiveBuffer.isPresent()) {
      socket.setReceiveBufferSize(receiveBuffer.get());
    }
    socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** A TCP connection with half of what begins a TLS handshake. */
  public Socket halfHello() throws IOException {
    Socket socket = silent();
    socket.getOutputStream().write(HALF_HELLO);
    return socket;
  }

  /** A connection ready for HTTP; with TLS, after its handshake. */
  public Socket connect() throws IOException {
    return ready(silent());
  }

  /** The same with little room for what comes. */
  public Socket connectNarrow() throws IOException {
    return patiently(() -> ready(connected("127.0.0.1", Optional.of(4096))));
  }

  /** A TLS handshake has three seconds, and a machine with other work may not make it in these. */
  private static Socket patiently(Callable<Socket> connect) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return connect.call();
      } catch (IOException e) {
        if (tries == TRIES) {
          throw e;
        }
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  private Socket ready(Socket socket) throws IOException {
    if (tls.isEmpty()) {
      return socket;
    }
    SSLSocket secure = (SSLSocket) tls.get().createSocket(socket, "127.0.0.1", port, true);
    open.add(secure);
    secure.startHandshake();
    return secure;
  }

  /** Sends these lines and an empty one, and leaves the answer where it is. */
  public static void send(Socket socket, String... lines) throws IOException {
    String head = String.join("\r\n", lines) + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads one answer that tells its length: head and body. */
  public static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after \"" + head + "\"");
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    int rest = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return head + new String(in.readNBytes(rest), StandardCharsets.UTF_8);
  }

  /** One request and its answer on a connection of its own. */
  public String ask(String... lines) throws IOException {
    try (Socket socket = connect()) {
      send(socket, lines);
      return answer(socket);
    }
  }

  /** Whether the other side has closed this one; what else it sent is read. */
  public static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      while (true) {
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Sends this a byte at a time, without end, until the other side closes.
   *
   * @return how long that took
   */
  public static Duration trickle(Socket socket, byte endlessly) {
    long begun = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofMillis(PATIENCE_MILLIS))
        .until(
            () -> {
              try {
                socket.getOutputStream().write(endlessly);
              } catch (IOException e) {
                return true;
              }
              return isClosed(socket);
            });
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Closes all that was opened. */
  @Override
  public void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }
}
