package dev.patchbay.network;

import dev.patchbay.wire.MySqlPing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** The program on the far side that connects to the proxy and leaves, and plays the agent. */
final class ProbingSide {
  static final String READY = "probing side is ready";
  static final String DONE = "done ";

  /** What comes to a port that is no client. */
  enum Probe {
    END_AT_ONCE {
      @Override
      void run(InetSocketAddress proxy) throws IOException {
        new Socket(proxy.getAddress(), proxy.getPort()).close();
      }
    },
    RESET_AT_ONCE {
      @Override
      void run(InetSocketAddress proxy) throws IOException {
        try (Socket socket = new Socket(proxy.getAddress(), proxy.getPort())) {
          socket.setSoLinger(true, 0);
        }
      }
    },
    END_AFTER_THE_GREETING {
      @Override
      void run(InetSocketAddress proxy) throws IOException {
        try (Socket socket = new Socket(proxy.getAddress(), proxy.getPort())) {
          socket.setSoTimeout(20_000);
          socket.getInputStream().read(new byte[1024]);
        }
      }
    },
    PINGDB {
      @Override
      void run(InetSocketAddress proxy) {
        MySqlPing.ping(proxy, Duration.ofSeconds(20));
      }
    };

    abstract void run(InetSocketAddress proxy) throws IOException;
  }

  private ProbingSide() {}

  /** Each line on standard input is a probe, a port of the proxy, and how many of them. */
  public static void main(String[] arguments) throws Exception {
    FarSide.startAgent();
    System.out.println(READY);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      InetSocketAddress proxy =
          new InetSocketAddress(TestNetwork.PROXY_ADDRESS, Integer.parseInt(words[1]));
      long start = System.nanoTime();
      for (int i = Integer.parseInt(words[2]); i > 0; i--) {
        Probe.valueOf(words[0]).run(proxy);
      }
      System.out.println(DONE + line + " in " + (System.nanoTime() - start) / 1_000_000 + " ms");
    }
    System.exit(0);
  }
}
