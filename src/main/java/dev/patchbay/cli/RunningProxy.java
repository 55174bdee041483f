package dev.patchbay.cli;

import dev.patchbay.app.Patchbay;
import dev.patchbay.app.StartFailure;
import dev.patchbay.config.LoadedConfig;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.logging.Logs;
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
  private final Patchbay patchbay;
  private final int delaySeconds;

  private RunningProxy(LoadedConfig loaded) throws StartFailure {
    this.delaySeconds = loaded.config().proxy().shutdownDelaySeconds();
    // First, so that a signal that comes during the start is heard as well.
    Signals.onStop(this::signalled);
    this.patchbay = Patchbay.start(loaded);
  }

  /** Starts the proxy. Once in a process, because of the signals. */
  static RunningProxy start(PatchbayConfig config) throws StartFailure {
    return start(new LoadedConfig(config, List.of()));
  }

  /** Starts the proxy of this configuration, whose warnings it tells. Once in a process. */
  static RunningProxy start(LoadedConfig loaded) throws StartFailure {
    return new RunningProxy(loaded);
  }

  private void signalled(int number) {
    if (signalled.getCount() == 0) {
      Runtime.getRuntime().halt(128 + number);
    }
    signalled.countDown();
    BOUND.begin(number, delaySeconds);
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    signalled.await();
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
