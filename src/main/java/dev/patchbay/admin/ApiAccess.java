package dev.patchbay.admin;

import dev.patchbay.config.ApiConfig;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Who may use the API, and by which way: what a reload may change of it. Written by the reload,
 * read by each request.
 */
public final class ApiAccess {
  private final BasicAuth auth;
  private volatile Keyring keyring;
  private volatile boolean forceHttps;

  /** Access by this configuration. */
  public ApiAccess(ApiConfig api) {
    this.keyring = Keyring.of(api);
    this.forceHttps = api.forceHttps();
    this.auth =
        new BasicAuth(
            () -> keyring, new GuessLimit(System::nanoTime), new ProofQueue(slowThread()));
  }

  /** One that is there while there is something to do. */
  private static ThreadPoolExecutor slowThread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "patchbay-login");
              made.setDaemon(true);
              return made;
            });
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /** Goes on by this configuration. From one thread at a time. */
  public void reload(ApiConfig api) {
    keyring = keyring.next(api);
    forceHttps = api.forceHttps();
  }

  BasicAuth auth() {
    return auth;
  }

  boolean forceHttps() {
    return forceHttps;
  }
}
