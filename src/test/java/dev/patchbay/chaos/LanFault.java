package dev.patchbay.chaos;

import dev.patchbay.acceptance.Command;
import dev.patchbay.acceptance.GaleraCluster;
import dev.patchbay.chaos.Stage.Step;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The faults of machines in network namespaces. */
enum LanFault implements Fault<LanBed> {
  KILLED(stage -> signalled(stage, "KILL")),
  FROZEN(stage -> signalled(stage, "STOP")),
  CLEAN_SHUTDOWN(stage -> signalled(stage, "TERM")),
  HOST_CUT_OFF(stage -> network(stage, stage.bed().lan()::cutOff)),
  /** It can be heard and hears nothing. */
  HOST_DEAF(stage -> network(stage, stage.bed().lan()::deafen)),
  /** It hears and cannot be heard. */
  HOST_MUTE(stage -> network(stage, stage.bed().lan()::silence)),
  NOT_PRIMARY(stage -> told(stage, "wsrep_provider_options='gmcast.isolate=1'")),
  READ_ONLY(stage -> told(stage, "read_only=1")),
  /** The state of a donor, which the agents here call healthy. */
  DESYNC(LanFault::desync),
  REJECTS_QUERIES(stage -> told(stage, "wsrep_reject_queries='ALL'")),

  AGENT_KILLED(stage -> agent(stage, "KILL")),
  AGENT_HUNG(stage -> agent(stage, "STOP")),
  /**
   * The server is dead, and who answers in its agent's place calls it healthy, for five seconds.
   */
  AGENT_LYING(LanFault::lying),

  /** A node that is not the active one dies and comes back. */
  REJOIN(LanFault::rejoin),
  /** The active node gives all its data to one that lost its own, and goes on serving. */
  DONOR(LanFault::donor),
  ROLLING_RESTART(LanFault::rollingRestart),
  ALL_DOWN(LanFault::allDown),
  /** It dies, and comes back at another address, to which its name points then. */
  MOVED(LanFault::moved),
  DISK_FULL(LanFault::diskFull),

  PROXY_KILLED(stage -> proxyRestarted(stage, "KILL")),
  PROXY_RESTARTED(stage -> proxyRestarted(stage, "TERM")),
  PROXY_DRAINED(LanFault::proxyDrained),
  /** Nobody is cut: who uses it waits for ten seconds. */
  PROXY_FROZEN(LanFault::proxyFrozen),
  /** The traffic is moved while one proxy is frozen; when it goes on it must follow. */
  PROXY_FROZEN_IN_SWITCHOVER(LanFault::proxyFrozenInSwitchover),
  PROXIES_APART(LanFault::proxiesApart),
  /** The proxies do not hear each other when the node dies: both must choose alike. */
  PROXIES_APART_KILLED(LanFault::proxiesApartKilled),

  /** A hundredth of the active node's packets is lost, each way. */
  LOSS(stage -> slow(stage, 0, 0.01)),
  /** 200 ms more, each way, for the active node. */
  DELAY(stage -> slow(stage, 200, 0)),

  /** A proxy's wall clock is an hour ahead, then an hour behind, then its node is killed. */
  CLOCK_MOVED(LanFault::clockMoved),

  RELOAD_IN_FAILOVER(LanFault::reloadInFailover),
  SWITCHOVER_IN_FAILURE(LanFault::switchoverInFailure);

  private interface Play {
    void on(Stage<LanBed> stage) throws Exception;
  }

  private interface OnHost {
    void run(String host) throws Exception;
  }

  /**
   * After so long the others' group is one without a server that was killed. Until then they can
   * fall out with one another over whether its successor is among them, and be without a primary
   * component, which is Galera's own affair.
   */
  private static final Duration FORGOTTEN = Duration.ofSeconds(5);

  private static final Step NOTHING = () -> {};

  private final Play play;

  LanFault(Play play) {
    this.play = play;
  }

  @Override
  public void play(Stage<LanBed> stage) throws Exception {
    play.on(stage);
  }

  private static void signalled(Stage<LanBed> stage, String signal) throws Exception {
    int node = stage.bed().active();
    long server = stage.bed().cluster().pid(node);
    stage.failover(node, () -> LanBed.signal(signal, server));
    if (signal.equals("TERM")) {
      awaitEnd(server);
    }
  }

  /** A server that was told to end takes its time. */
  private static void awaitEnd(long process) throws InterruptedException, IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false)) {
      if (System.nanoTime() > end) {
        throw new IOException("a server does not end");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static void network(Stage<LanBed> stage, OnHost fault) throws Exception {
    int node = stage.bed().active();
    stage.failover(node, () -> fault.run(Bed.name(node)));
  }

  private static void told(Stage<LanBed> stage, String setting) throws Exception {
    int node = stage.bed().active();
    try (Connection admin = stage.bed().admin(node)) {
      stage.failover(node, () -> Bed.run(admin, "SET GLOBAL " + setting));
    }
  }

  private static void desync(Stage<LanBed> stage) throws Exception {
    try (Connection admin = stage.bed().admin(stage.bed().active())) {
      stage.undisturbed(
          Duration.ofSeconds(3),
          () -> Bed.run(admin, "SET GLOBAL wsrep_desync=1"),
          () -> Bed.run(admin, "SET GLOBAL wsrep_desync=0"));
    }
  }

  private static void agent(Stage<LanBed> stage, String signal) throws Exception {
    int node = stage.bed().active();
    long agent = stage.bed().cluster().agentPid(node);
    stage.failover(node, () -> LanBed.signal(signal, agent));
  }

  private static void lying(Stage<LanBed> stage) throws Exception {
    LanBed bed = stage.bed();
    int liar = stage.otherThan(bed.active());
    long server = stage.bed().cluster().pid(liar);
    bed.lie(liar);
    bed.awaitWhole();
    stage.prepare(() -> switchOver(bed.proxies().get(0), liar));
    stage.shaken(Duration.ofSeconds(5), () -> LanBed.signal("KILL", server), bed::heal);
  }

  private static void switchOver(LanProxy at, int node) throws Exception {
    at.ask(
        "POST",
        "/v0/switchover",
        "{\"to\": \"%s\", \"message\": \"chaos\"}".formatted(Bed.name(node)));
  }

  private static void rejoin(Stage<LanBed> stage) throws Exception {
    int node = stage.otherThan(stage.bed().active());
    long server = stage.bed().cluster().pid(node);
    stage.undisturbed(
        FORGOTTEN, () -> LanBed.signal("KILL", server), () -> stage.bed().cluster().start(node));
  }

  private static void donor(Stage<LanBed> stage) throws Exception {
    int donor = stage.bed().active();
    int joiner = stage.otherThan(donor);
    stage.undisturbed(
        FORGOTTEN,
        () -> {
          stage.bed().cluster().kill(joiner);
          stage.bed().cluster().loseData(joiner);
        },
        () -> stage.bed().cluster().startFrom(joiner, Bed.name(donor)));
  }

  private static void rollingRestart(Stage<LanBed> stage) throws Exception {
    for (int i = 0; i < GaleraCluster.NODES; i++) {
      int node = i;
      long server = stage.bed().cluster().pid(node);
      if (stage.bed().active() == node) {
        stage.failover(node, () -> LanBed.signal("TERM", server));
        awaitEnd(server);
        stage.bed().cluster().start(node);
      } else {
        stage.undisturbed(
            Duration.ZERO,
            () -> stage.bed().cluster().stop(node),
            () -> stage.bed().cluster().start(node));
      }
      stage.bed().awaitWhole();
    }
  }

  private static void allDown(Stage<LanBed> stage) throws Exception {
    List<String> servers =
        IntStream.range(0, GaleraCluster.NODES)
            .mapToObj(node -> Long.toString(stage.bed().cluster().pid(node)))
            .toList();
    List<String> kill = new ArrayList<>(List.of("kill", "-KILL"));
    kill.addAll(servers);
    stage.shaken(
        Duration.ofSeconds(2), () -> Command.run(Duration.ofSeconds(10), kill), stage.bed()::heal);
  }

  private static void moved(Stage<LanBed> stage) throws Exception {
    int node = stage.bed().active();
    long server = stage.bed().cluster().pid(node);
    stage.failover(node, () -> LanBed.signal("KILL", server));
    stage.bed().move(node);
  }

  private static void diskFull(Stage<LanBed> stage) throws Exception {
    int node = stage.bed().active();
    stage.shaken(Duration.ofSeconds(8), () -> stage.bed().fillDisk(node), stage.bed()::heal);
  }

  private static LanProxy oneOf(Stage<LanBed> stage) {
    return stage.bed().proxies().get(stage.random().nextInt(2));
  }

  private static void proxyRestarted(Stage<LanBed> stage, String signal) throws Exception {
    proxyRestarted(stage, oneOf(stage), signal);
  }

  private static void proxyRestarted(Stage<LanBed> stage, LanProxy proxy, String signal)
      throws Exception {
    stage.proxyAway(
        proxy,
        () -> proxy.signal(signal),
        () -> {
          proxy.awaitEnd();
          proxy.start();
        });
  }

  private static void proxyDrained(Stage<LanBed> stage) throws Exception {
    LanProxy proxy = oneOf(stage);
    stage.undisturbed(Duration.ofSeconds(3), () -> proxy.ask("PUT", "/v0/drain", ""), NOTHING);
    proxyRestarted(stage, proxy, "TERM");
  }

  private static void proxyFrozen(Stage<LanBed> stage) throws Exception {
    LanProxy proxy = oneOf(stage);
    stage.undisturbed(
        Duration.ofSeconds(10), () -> proxy.signal("STOP"), () -> proxy.signal("CONT"));
  }

  private static void proxyFrozenInSwitchover(Stage<LanBed> stage) throws Exception {
    LanProxy frozen = oneOf(stage);
    LanProxy other = stage.bed().proxies().get(1 - frozen.number());
    int active = stage.bed().active();
    int next = stage.otherThan(active);
    stage.failover(
        active,
        () -> {
          frozen.signal("STOP");
          stage.pause(Duration.ofSeconds(2));
          switchOver(other, next);
        },
        () -> {
          stage.pause(Duration.ofSeconds(8));
          frozen.signal("CONT");
        });
  }

  private static void apart(Stage<LanBed> stage) {
    stage.bed().lan().part("proxy0", "proxy1");
    stage.bed().lan().part("proxy1", "proxy0");
  }

  private static void proxiesApart(Stage<LanBed> stage) throws Exception {
    stage.undisturbed(Duration.ofSeconds(8), () -> apart(stage), () -> stage.bed().lan().heal());
  }

  private static void proxiesApartKilled(Stage<LanBed> stage) throws Exception {
    int node = stage.bed().active();
    long server = stage.bed().cluster().pid(node);
    stage.undisturbed(Duration.ofSeconds(4), () -> apart(stage), NOTHING);
    stage.failover(node, () -> LanBed.signal("KILL", server));
  }

  private static void slow(Stage<LanBed> stage, int millis, double loss) throws Exception {
    String host = Bed.name(stage.bed().active());
    stage.shaken(
        Duration.ofSeconds(10),
        () -> stage.bed().lan().slow(host, millis, loss),
        () -> stage.bed().lan().heal());
  }

  private static void clockMoved(Stage<LanBed> stage) throws Exception {
    LanProxy proxy = oneOf(stage);
    stage.prepare(
        () -> {
          proxy.signal("TERM");
          proxy.awaitEnd();
          proxy.startWithOwnClock();
        });
    stage.undisturbed(Duration.ofSeconds(3), () -> proxy.moveClock(3600), NOTHING);
    stage.undisturbed(Duration.ofSeconds(3), () -> proxy.moveClock(-3600), NOTHING);
    signalled(stage, "KILL");
    stage.prepare(() -> proxyWithTrueClock(proxy));
  }

  private static void proxyWithTrueClock(LanProxy proxy) throws Exception {
    proxy.signal("TERM");
    proxy.awaitEnd();
    proxy.start();
  }

  private static void reloadInFailover(Stage<LanBed> stage) throws Exception {
    int node = stage.bed().active();
    long server = stage.bed().cluster().pid(node);
    stage.bed().reconfigure();
    stage.failover(
        node,
        () -> LanBed.signal("KILL", server),
        () -> {
          stage.pause(Duration.ofMillis(stage.random().nextInt(300)));
          for (LanProxy proxy : stage.bed().proxies()) {
            proxy.signal("HUP");
          }
        });
  }

  private static void switchoverInFailure(Stage<LanBed> stage) throws Exception {
    int node = stage.bed().active();
    int wanted = stage.otherThan(node);
    long server = stage.bed().cluster().pid(node);
    stage.failover(
        node,
        () -> LanBed.signal("STOP", server),
        () -> {
          stage.pause(Duration.ofMillis(stage.random().nextInt(300)));
          try {
            switchOver(oneOf(stage), wanted);
          } catch (IOException refused) {
            // It is active already: the failover was quicker.
          }
        });
  }
}
