package dev.patchbay.app;

import dev.patchbay.admin.ApiModel;
import dev.patchbay.admin.HttpListeners;
import dev.patchbay.config.PatchbayConfig;
import dev.patchbay.peers.PeerWatch;
import dev.patchbay.telemetry.metrics.Metrics;
import java.util.Optional;

/** The ports of API, springboard and metrics. They close with the threads. */
record WebListeners(
    Binder binder,
    PatchbayConfig config,
    HttpListeners web,
    ApiModel model,
    PeerWatch peers,
    Optional<Metrics> metrics)
    implements Component {
  @Override
  public String name() {
    return "web listeners";
  }

  @Override
  public void start() throws StartFailure {
    String host = config.listenHost();
    int apiPort = config.api().port();
    binder.bind(web.api(model), "API.Port", host, apiPort, "the API and the dashboard");
    int aggregatorPort = config.api().aggregatorPort();
    binder.bind(
        web.aggregator(model, peers),
        "API.AggregatorPort",
        host,
        aggregatorPort,
        "the springboard");
    if (metrics.isPresent()) {
      int port = config.metrics().port();
      binder.bind(web.metrics(metrics.get()::text), "Metrics.Port", "127.0.0.1", port, "metrics");
    }
  }
}
