package dev.patchbay.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.Socket;
import java.time.Duration;

/** What may befall a session on a real network. Each returns what it has seen, or throws. */
enum NetworkCase {
  IDLE_CLIENT_THAT_LOSES_ONE_PROBE_LIVES {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      pass(27.5);
      try (Loss loss = far.lose(session.client())) {
        pass(6.1);
      }

      pass(40);
      session.exchange();
      return "answers after the 60 s in which a dead one is given up";
    }
  },

  IDLE_NODE_THAT_LOSES_TWO_PROBES_LIVES {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      pass(27);
      try (Loss loss = far.lose(session.node())) {
        pass(17);
      }

      pass(30);
      session.exchange();
      return "answers after the 60 s in which a dead one is given up";
    }
  },

  IDLE_CLIENT_THAT_IS_DEAD_ENDS {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      far.lose(session.client());

      return ended(session.node(), 60, 20);
    }
  },

  IDLE_NODE_THAT_IS_DEAD_ENDS {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      far.lose(session.node());

      return ended(session.client(), 60, 20);
    }
  },

  DEAD_NODE_WITH_A_QUERY_IN_FLIGHT_ENDS {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      far.lose(session.node());
      session.client().getOutputStream().write(new byte[FarSession.SMALL]);

      return ended(session.client(), 55, 20);
    }
  },

  DEAD_CLIENT_WITH_A_SMALL_RESULT_IN_FLIGHT_ENDS {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      far.lose(session.client());
      session.node().getOutputStream().write(new byte[FarSession.SMALL]);

      return ended(session.node(), 55, 20);
    }
  },

  DEAD_CLIENT_WITH_A_LARGE_RESULT_IN_FLIGHT_ENDS {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      FarSession.write(session.node(), LARGE);
      Bytes.readAll(session.client().getInputStream(), LARGE / 2);
      far.lose(session.client());

      return ended(session.node(), 55, 20);
    }
  },

  DEAD_CLIENT_BEHIND_A_CLOSED_WINDOW_ENDS {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      FarSession.write(session.node(), LARGE);
      pass(4);
      far.lose(session.client());

      return ended(session.node(), 75, 40);
    }
  },

  CLIENT_THAT_HOLDS_A_LARGE_RESULT_GETS_ALL_OF_IT {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      FarSession.write(session.node(), LARGE);
      pass(70);

      Bytes.readAll(session.client().getInputStream(), LARGE);
      session.exchange();
      return "all read after 70 s";
    }
  },

  NODE_THAT_STOPS_READING_GETS_ALL_OF_IT {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(DEFAULT_PORT, 0);

      FarSession.write(session.client(), LARGE);
      pass(70);

      Bytes.readAll(session.node().getInputStream(), LARGE);
      session.exchange();
      return "all read after 70 s";
    }
  },

  CLIENT_THAT_STALLS_ENDS_AFTER_ITS_LIMIT {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(IMPATIENT_PORT, 0);

      FarSession.write(session.node(), LARGE);

      return ended(session.node(), 10, 6);
    }
  },

  NODE_THAT_STALLS_ENDS_AFTER_ITS_LIMIT {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(IMPATIENT_PORT, 0);

      FarSession.write(session.client(), LARGE);

      return ended(session.client(), 10, 6);
    }
  },

  CLIENT_THAT_READS_A_LITTLE_EVERY_TWO_SECONDS_LIVES {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(IMPATIENT_PORT, SMALL_BUFFER);

      FarSession.write(session.node(), LARGE);
      for (int i = 0; i < 15; i++) {
        pass(2);
        Bytes.readAll(session.client().getInputStream(), 1);
      }

      Bytes.readAll(session.client().getInputStream(), LARGE - 15);
      return "all read; the first 960 KiB took 30 s";
    }
  },

  STALLED_CLIENT_OF_A_PAUSED_PROXY_LIVES {
    @Override
    String play(FarSide far) throws Exception {
      FarSession session = far.open(PAUSED_PORT, 0);

      FarSession.write(session.node(), LARGE);
      pass(1);
      far.pauseProxy(Duration.ofSeconds(PAUSED_IMPATIENCE_SECONDS + 10));

      Bytes.readAll(session.client().getInputStream(), LARGE);
      return "all read";
    }
  };

  /** A proxy with the default limits. */
  static final int DEFAULT_PORT = 3306;

  /** A proxy that gives up who stalls for {@link #IMPATIENCE_SECONDS}. */
  static final int IMPATIENT_PORT = 3307;

  /** One more of that kind, more patient, which is stopped for longer than it is patient. */
  static final int PAUSED_PORT = 3308;

  static final int IMPATIENCE_SECONDS = 5;
  static final int PAUSED_IMPATIENCE_SECONDS = 25;

  /** Chunks of 64 KiB: more than the buffers of the systems on the way can hold. */
  private static final int LARGE = 640;

  /** A client's receive buffer that opens its window again after a few kilobytes. */
  private static final int SMALL_BUFFER = 32 * 1024;

  abstract String play(FarSide far) throws Exception;

  private static String ended(Socket socket, double seconds, double tolerance) throws Exception {
    double seen = FarSession.secondsToEnd(socket);
    assertThat(seen).isCloseTo(seconds, within(tolerance));
    return "ended after %.1f s".formatted(seen);
  }

  private static void pass(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1000));
  }
}
