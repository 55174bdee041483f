package dev.patchbay.pump;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for the reckoning of TLS handshakes, one a core: thousands of clients that come at once
 * after a failover would keep a loop from moving bytes, and from the next cut, for seconds. There
 * are none until they are needed. A connection has one task there at the most.
 */
final class TlsWorkers {
  private static final int IDLE_SECONDS = 30;

  private TlsWorkers() {}

  static ExecutorService newThreads() {
    int threads = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("patchbay-tls", true));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
