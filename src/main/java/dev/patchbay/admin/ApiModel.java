package dev.patchbay.admin;

import dev.patchbay.routing.Router;
import dev.patchbay.session.SessionCounts;
import dev.patchbay.session.SessionDirectory;
import dev.patchbay.session.TrafficCounts;
import dev.patchbay.telemetry.events.Event;
import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.telemetry.events.History;
import dev.patchbay.telemetry.events.NodeChecks;
import dev.patchbay.telemetry.events.StreamCounts;
import io.vertx.core.json.JsonArray;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The proxy as the API shows and steers it. All of it may be read from any thread.
 *
 * @param version of this program, as people write it
 * @param streams counted here, for whoever measures
 * @param sessions who is connected
 * @param reloading what {@code POST /v0/reload} does
 * @param peers what the other proxies say, as JSON; an empty list if nobody asks them
 * @param disagreement who sends clients where, if that has not been the same node for all for long
 *     enough, as JSON; else an empty list
 * @param tell takes an event into the log
 * @param settled completes once what was decided so far is done: sessions cut, files written
 */
public record ApiModel(
    String version,
    Instant startedAt,
    Clock clock,
    Router router,
    SessionCounts counts,
    TrafficCounts traffic,
    NodeChecks checks,
    History history,
    EventLog events,
    StreamCounts streams,
    Drain drain,
    Supplier<JsonArray> peers,
    Supplier<JsonArray> disagreement,
    Reloading reloading,
    SessionDirectory sessions,
    Consumer<Event> tell,
    Supplier<CompletionStage<?>> settled) {}
