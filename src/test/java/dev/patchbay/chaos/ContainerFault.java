package dev.patchbay.chaos;

import dev.patchbay.acceptance.GaleraCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The faults of machines that are containers. */
enum ContainerFault implements Fault<ContainerBed> {
  KILLED(stage -> activeLost(stage, stage.bed()::kill)),
  /** The server and its agent stand still, and no connection of theirs ends. */
  PAUSED(stage -> activeLost(stage, stage.bed()::pause)),
  STOPPED(stage -> activeLost(stage, stage.bed()::stop)),
  /** The active node has no network any more. */
  DISCONNECTED(stage -> activeLost(stage, host -> stage.bed().cutOff(host, ContainerLan.NODES))),
  /** It dies, and comes back at another address, to which its name points then. */
  READDRESSED(
      stage -> {
        int node = stage.bed().active();
        stage.failover(node, () -> stage.bed().kill(Bed.name(node)));
        stage.bed().move(node);
      }),
  /** As an operator takes a node out of traffic: its server says so of itself. */
  MAINTENANCE(ContainerFault::maintenance),
  ROLLING_RESTART(ContainerFault::rollingRestart),
  PROXY_KILLED(
      stage -> {
        ContainerProxy proxy = oneOf(stage);
        stage.proxyAway(
            proxy, () -> stage.bed().kill(proxy.host()), () -> stage.bed().start(proxy.host()));
      }),
  /** The proxies do not reach each other. */
  PROXIES_APART(
      stage ->
          stage.undisturbed(
              Duration.ofSeconds(8),
              () -> stage.bed().cutOff(oneOf(stage).host(), ContainerLan.PEERS),
              stage.bed()::heal)),
  /** The proxies do not hear each other when the node dies: both must choose alike. */
  PROXIES_APART_KILLED(
      stage -> {
        stage.undisturbed(
            Duration.ofSeconds(4),
            () -> stage.bed().cutOff(oneOf(stage).host(), ContainerLan.PEERS),
            () -> {});
        activeLost(stage, stage.bed()::kill);
      });

  private interface Play {
    void on(Stage<ContainerBed> stage) throws Exception;
  }

  private interface OnHost {
    void run(String host);
  }

  private final Play play;

  ContainerFault(Play play) {
    this.play = play;
  }

  @Override
  public void play(Stage<ContainerBed> stage) throws Exception {
    play.on(stage);
  }

  private static void activeLost(Stage<ContainerBed> stage, OnHost fault) throws Exception {
    int node = stage.bed().active();
    stage.failover(node, () -> fault.run(Bed.name(node)));
  }

  private static void maintenance(Stage<ContainerBed> stage) throws Exception {
    int node = stage.bed().active();
    try (Connection admin = stage.bed().admin(node)) {
      boolean percona = hasMaintenanceMode(admin);
      String begin = percona ? "pxc_maint_mode='MAINTENANCE'" : "read_only=1";
      String end = percona ? "pxc_maint_mode='DISABLED'" : "read_only=0";
      try {
        stage.failover(node, () -> Bed.run(admin, "SET GLOBAL " + begin));
      } finally {
        Bed.run(admin, "SET GLOBAL " + end);
      }
    }
  }

  private static boolean hasMaintenanceMode(Connection admin) throws SQLException {
    try (Statement statement = admin.createStatement();
        ResultSet row = statement.executeQuery("SHOW VARIABLES LIKE 'pxc_maint_mode'")) {
      return row.next();
    }
  }

  private static ContainerProxy oneOf(Stage<ContainerBed> stage) {
    return stage.bed().proxies().get(stage.random().nextInt(2));
  }

  private static void rollingRestart(Stage<ContainerBed> stage) throws Exception {
    for (int i = 0; i < GaleraCluster.NODES; i++) {
      int node = i;
      if (stage.bed().active() == node) {
        stage.failover(node, () -> stage.bed().stop(Bed.name(node)));
        stage.bed().start(Bed.name(node));
      } else {
        stage.undisturbed(
            Duration.ZERO,
            () -> stage.bed().stop(Bed.name(node)),
            () -> stage.bed().start(Bed.name(node)));
      }
      stage.bed().awaitWhole();
    }
  }
}
