package dev.patchbay.cli;

import dev.patchbay.ctl.CtlCommand;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a training run puts the proxy to: sessions to a node that echoes, a look at the API, a
 * failover.
 */
final class TrainingLoad {
  private static final int SESSIONS = 20;
  private static final int REQUESTS = 20;
  private static final int REQUEST_BYTES = 100;
  private static final int BULK_BYTES = 64 * 1024;
  private static final int READ_TIMEOUT_MILLIS = 10_000;
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int RETRY_MILLIS = 10;
  private static final String LOGIN =
      Base64.getEncoder().encodeToString("training:training".getBytes(StandardCharsets.UTF_8));

  private final String host;
  private final int proxyPort;
  private final int apiPort;
  private final Runnable failNode;
  private volatile boolean succeeded;

  TrainingLoad(String host, int proxyPort, int apiPort, Runnable failNode) {
    this.host = host;
    this.proxyPort = proxyPort;
    this.apiPort = apiPort;
    this.failNode = failNode;
  }

  /** Whether all went well; after {@link #runThenStop}. */
  boolean succeeded() {
    return succeeded;
  }

  /** Waits for the proxy, loads it, and sends this process SIGTERM in any case. */
  void runThenStop() {
    try {
      run();
      succeeded = true;
    } catch (IOException | InterruptedException e) {
      System.err.println("patchbay: the training run failed: " + e);
    } finally {
      Signals.terminateThisProcess();
    }
  }

  private void run() throws IOException, InterruptedException {
    awaitService();
    for (int i = 0; i < SESSIONS; i++) {
      try (Socket session = connect(proxyPort)) {
        echo(session, REQUESTS, REQUEST_BYTES);
        echo(session, 1, BULK_BYTES);
      }
    }
    get("/v0/backends");
    get("/v0/cluster");
    get("/");
    ctl("status");
    ctl("events");
    try (Socket session = connect(proxyPort)) {
      echo(session, 1, REQUEST_BYTES);
      failNode.run();
      readToEnd(session);
    }
  }

  /** The operator's command, which starts anew for each question. */
  private void ctl(String verb) throws IOException {
    CtlCommand ctl =
        new CtlCommand(
            Map.of(
                "PATCHBAY_API_URL", "http://" + host + ":" + apiPort,
                "PATCHBAY_API_USER", "training",
                "PATCHBAY_API_PASSWORD", "training"));
    StringWriter said = new StringWriter();
    int exitCode =
        Main.commandLine(ctl)
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said))
            .execute("ctl", verb);
    if (exitCode != 0) {
      throw new IOException("ctl " + verb + ": " + said);
    }
  }

  private void awaitService() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try (Socket session = connect(proxyPort)) {
        echo(session, 1, REQUEST_BYTES);
        return;
      } catch (IOException e) {
        if (System.nanoTime() - start > START_NANOS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  private Socket connect(int port) throws IOException {
    Socket socket = new Socket(host, port);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void echo(Socket session, int times, int bytes) throws IOException {
    DataInputStream in = new DataInputStream(session.getInputStream());
    OutputStream out = session.getOutputStream();
    byte[] request = new byte[bytes];
    for (int i = 0; i < times; i++) {
      out.write(request);
      in.readFully(request);
    }
  }

  private void get(String path) throws IOException {
    String request =
        "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Basic %s\r\nConnection: close\r\n\r\n"
            .formatted(path, host, LOGIN);
    try (Socket socket = connect(apiPort)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      readToEnd(socket);
    }
  }

  /** A connection that was reset has ended as well. */
  private static void readToEnd(Socket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      in.skip(Long.MAX_VALUE);
    } catch (java.net.SocketException e) {
      return;
    }
  }
}
