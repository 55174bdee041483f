package dev.patchbay.ctl;

import dev.patchbay.app.Patchbay;
import dev.patchbay.config.ConfigException;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.demo.DemoCluster;
import dev.patchbay.demo.DemoConfig;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real proxy in this process, before stand-ins. */
final class DemoProxy implements AutoCloseable {
  static final String PASSWORD = "p\"a s:s\\ä";

  final Vertx vertx = Vertx.vertx();
  final DemoCluster cluster;
  final PatchbayConfig config;

  /** With some, a reload finds a configuration that is not valid. */
  volatile List<String> faults = List.of();

  private final Patchbay patchbay;

  DemoProxy(int nodes) throws Exception {
    cluster = DemoCluster.start(vertx, nodes).await(30, TimeUnit.SECONDS);
    config = DemoConfig.inFrontOf(cluster, PASSWORD);
    patchbay = Patchbay.start(new LoadedConfig(config, List.of()), this::read);
  }

  private LoadedConfig read() throws ConfigException {
    if (!faults.isEmpty()) {
      throw new ConfigException("the configuration is not valid", faults);
    }
    return new LoadedConfig(config, List.of());
  }

  /** The way to its API. */
  Ctl.Setting ctl() {
    return Ctl.knowing(url(), DemoConfig.USER, PASSWORD);
  }

  String url() {
    return "http://127.0.0.1:" + config.api().port();
  }

  Socket connect() throws Exception {
    return new Socket("127.0.0.1", config.proxy().port());
  }

  @Override
  public void close() throws Exception {
    patchbay.close();
    vertx.close().await(30, TimeUnit.SECONDS);
  }
}
