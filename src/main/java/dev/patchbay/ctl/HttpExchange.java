package dev.patchbay.ctl;

import dev.patchbay.text.HostPort;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One request and its answer, on a connection of their own. Blocks; {@link #close} ends it from any
 * thread.
 */
final class HttpExchange implements Closeable {
  private final Place place;
  private final Optional<Trust> trust;
  private volatile Socket plain = new Socket();
  private volatile boolean closed;
  private volatile boolean sent;
  private Socket socket;
  private InputStream in;

  /**
   * @param trust whose certificates are accepted; empty for plain http
   */
  HttpExchange(Place place, Optional<Trust> trust) {
    this.place = place;
    this.trust = trust;
  }

  /** Whether any of the request may have reached the other side. */
  boolean sent() {
    return sent;
  }

  /**
   * Sends the request and reads the head of its answer.
   *
   * @param headers besides Host, Connection and Content-Length
   * @param body empty for none
   * @param connectTime for each address of the place
   */
  HttpHead ask(
      String method, String path, Map<String, String> headers, String body, Duration connectTime)
      throws IOException {
    connect(connectTime);
    socket = trust.isPresent() ? secured(trust.get()) : plain;
    in = new BufferedInputStream(socket.getInputStream());
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    head.append("Host: ")
        .append(HostPort.of(place.endpoint().host(), place.endpoint().port()))
        .append("\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (content.length > 0) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    byte[] request = (head + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    sent = true;
    socket.getOutputStream().write(request);
    return HttpHead.read(in);
  }

  /** The body of the answer with this head. */
  InputStream body(HttpHead head) throws IOException {
    return new BufferedInputStream(HttpBody.after(head, in));
  }

  /** From now on reading fails when nothing has come for this long. */
  void limitSilence(Duration longest) throws IOException {
    socket.setSoTimeout((int) longest.toMillis());
  }

  private void connect(Duration time) throws IOException {
    IOException failure = null;
    for (InetAddress address : place.addresses()) {
      try {
        Socket next = new Socket();
        plain = next;
        if (closed) {
          throw new IOException("closed");
        }
        next.connect(
            new InetSocketAddress(address, place.endpoint().port()), (int) time.toMillis());
        next.setTcpNoDelay(true);
        return;
      } catch (IOException e) {
        plain.close();
        failure = e;
      }
    }
    throw failure;
  }

  private Socket secured(Trust trusted) throws IOException {
    String host = place.endpoint().host();
    SSLSocket secure =
        (SSLSocket) trusted.sockets().createSocket(plain, host, place.endpoint().port(), true);
    secure.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    if (trusted.verifiesName()) {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
    }
    secure.startHandshake();
    return secure;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    plain.close();
  }
}
