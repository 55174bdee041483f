package dev.patchbay.cli;

import dev.patchbay.app.ConfigReader;
import dev.patchbay.app.Patchbay;
import dev.patchbay.app.StartFailure;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.telemetry.logging.Logs;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy in this process, which ends at SIGTERM or SIGINT: load balancers are sent away at once,
 * traffic and failover go on for the configured delay, then every session is cut. A second signal
 * ends the process there and then.
 */
final class RunningProxy implements ProxyStarter.Running {
  private static final Logger LOG = LoggerFactory.getLogger(Logs.ROOT);

  /** Of the one proxy that a process runs. */
  private static final StopBound BOUND = new StopBound(Runtime.getRuntime()::halt);

  private final CountDownLatch signalled = new CountDownLatch(1);
  private final CountDownLatch started = new CountDownLatch(1);
  private final int delayAtStartSeconds;
  private volatile Patchbay patchbay;
  private volatile int signal;

  private RunningProxy(LoadedConfig loaded, ConfigReader reader) throws StartFailure {
    this.delayAtStartSeconds = loaded.config().proxy().shutdownDelaySeconds();
    // First, so that a signal that comes during the start is heard as well.
    Signals.onStop(this::signalled);
    Signals.onReload(this::reload);
    Signals.ignoreUser1();
    this.patchbay = Patchbay.start(loaded, reader);
    started.countDown();
  }

  /** A signal that comes during the start waits for its end. */
  private void reload() {
    try {
      started.await();
      patchbay.reload();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int delaySeconds() {
    Patchbay running = patchbay;
    return running == null ? delayAtStartSeconds : running.shutdownDelaySeconds();
  }

  /** Starts the proxy. Once in a process, because of the signals. */
  static RunningProxy start(PatchbayConfig config) throws StartFailure {
    LoadedConfig loaded = new LoadedConfig(config, List.of());
    return start(loaded, () -> loaded);
  }

  /**
   * Starts the proxy of this configuration, whose warnings it tells. Once in a process.
   *
   * @param reader where a reload reads the configuration
   */
  static RunningProxy start(LoadedConfig loaded, ConfigReader reader) throws StartFailure {
    return new RunningProxy(loaded, reader);
  }

  private void signalled(int number) {
    if (signalled.getCount() == 0) {
      Runtime.getRuntime().halt(128 + number);
    }
    signal = number;
    signalled.countDown();
    BOUND.begin(number, delaySeconds());
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    signalled.await();
    int delaySeconds = delaySeconds();
    patchbay.signalled(signal);
    LOG.atInfo().addKeyValue("delaySeconds", delaySeconds).log("Stopping");
    patchbay.stopHealthPort();
    TimeUnit.SECONDS.sleep(delaySeconds);
    close();
    LOG.info("Stopped");
  }

  /** The process goes on after the proxy's end; otherwise it is ended if it does not exit soon. */
  static void processGoesOn() {
    BOUND.lift();
  }

  @Override
  public void close() {
    patchbay.close();
    BOUND.stopped();
  }
}
