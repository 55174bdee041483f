package dev.patchbay.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Debian's dnsmasq on a loopback port of its own: a real DNS server, which reads neither the
 * system's configuration nor its hosts. A change of addresses is read by a signal, as an operator
 * would do it; one of services needs a start.
 */
public final class Dnsmasq implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final List<String> services = new ArrayList<>();
  private Process process;

  /**
   * A server that has started and knows no name.
   *
   * @param directory for its files
   */
  public Dnsmasq(Path directory) throws IOException {
    this.directory = directory;
    this.port = freePort();
    Files.writeString(hosts(), "");
    start();
  }

  /** Free for TCP as well, which it serves too, and not among those that connections are given. */
  private static int freePort() throws IOException {
    while (true) {
      int port = TestPorts.find(1).get(0);
      try (DatagramSocket free =
          new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port))) {
        return free.getLocalPort();
      } catch (BindException e) {
        // Somebody's UDP port: the next one.
      }
    }
  }

  private Path hosts() {
    return directory.resolve("hosts");
  }

  private static String program() {
    return Stream.of("/usr/sbin/dnsmasq", "/usr/bin/dnsmasq")
        .filter(file -> Files.isExecutable(Path.of(file)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("dnsmasq was not found: run acceptance/install"));
  }

  /** Where it is, as the key Proxy.DnsServers wants it. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** From now on this name has these addresses, and no other name any. */
  public void set(String name, String... addresses) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String address : addresses) {
      lines.append(address).append(' ').append(name).append('\n');
    }
    setHosts(lines.toString());
  }

  /** From now on its addresses are those of this hosts file. */
  public void setHosts(String lines) throws IOException {
    Files.writeString(hosts(), lines);
    new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start();
  }

  /** From now on this name has SRV records for these, each {@code host:port}. It starts anew. */
  public void setServices(String name, String... targets) throws IOException {
    services.clear();
    for (String target : targets) {
      services.add("--srv-host=" + name + "," + target.replace(':', ','));
    }
    stop();
    start();
  }

  /** Starts it again, at the same address. */
  public void start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program(),
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--user=" + System.getProperty("user.name"),
                "--no-resolv",
                "--no-hosts",
                "--addn-hosts=" + hosts(),
                "--local=/test/",
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--port=" + port,
                "--local-ttl=1"));
    command.addAll(services);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("dnsmasq.log").toFile())
            .start();
    Awaitility.await("dnsmasq").atMost(30, TimeUnit.SECONDS).until(this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("dnsmasq ended with " + process.exitValue() + ": " + log());
    }
    // What is the address of "a.test"?
    byte[] question = {
      0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 4, 't', 'e', 's', 't', 0, 0, 1, 0, 1
    };
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(500);
      socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      socket.send(new DatagramPacket(question, question.length));
      socket.receive(new DatagramPacket(new byte[512], 512));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("dnsmasq.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it: nobody answers any more. */
  public void stop() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
