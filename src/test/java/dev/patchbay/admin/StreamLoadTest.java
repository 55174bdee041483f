package dev.patchbay.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.patchbay.telemetry.events.Event;
import dev.patchbay.telemetry.events.EventLog;
import dev.patchbay.testing.EventStream;
import dev.patchbay.testing.Reasons;
import dev.patchbay.web.WebLimits;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thousand events a second, and followers that never read. Prints what it measures. */
class StreamLoadTest {
  private static final int PER_SECOND = 1000;
  private static final int SECONDS = 4;
  private static final int CLIENTS = 200;
  private static final int FOLLOWERS = 99;
  private static final String LONG = "🦊".repeat(5_000);

  private final WebSide web = new WebSide();
  private final List<Socket> sockets = new ArrayList<>();
  private long lastRead;

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    web.close();
  }

  @Test
  void log_staysSmall_howeverMuchIsTold() throws Exception {
    web.api();
    long before = usedHeap();

    for (int i = 0; i < 20_000; i++) {
      web.feed.tell(event(LONG));
    }

    long log = usedHeap() - before;
    System.out.printf("log of 1,000 events with texts of 10,000 characters: %,d KiB%n", log / 1024);
    assertThat(log).isLessThan(64L * 1024 * 1024);
    assertThat(web.events.dropped()).isEqualTo(19_000);
  }

  @Test
  void followersThatNeverRead_costLittle_andOthersAreServedMeanwhile() throws Exception {
    // No beat comes within the test, so that all of them are still there when it is measured.
    web.pace = new Pace(100, 1000, 600_000);
    EventStream reader = startWithFollowers();
    long before = usedHeap() + PlatformDependent.usedDirectMemory();

    flood("x".repeat(300));

    long after = usedHeap() + PlatformDependent.usedDirectMemory();
    System.out.printf(
        "%d followers that never read, %,d events in %d s: %,d KiB more in use%n",
        FOLLOWERS, PER_SECOND * SECONDS, SECONDS, (after - before) / 1024);
    assertThat(web.streams.clients()).isEqualTo(FOLLOWERS + 1);
    assertThat(after - before).isLessThan(FOLLOWERS * 512L * 1024);
    readToTheEnd(reader);
    reader.close();
  }

  @Test
  void followersThatNeverRead_areSentAway_andAnotherGetsIn() throws Exception {
    web.pace = new Pace(10, 1000, 2000);
    EventStream reader = startWithFollowers();

    // More than the kernel holds for each of them.
    for (int i = 0; i < 3 * EventLog.CAPACITY; i++) {
      web.feed.tell(event("x".repeat(300)));
      if (i % 500 == 499) {
        // All of it, or the log would have forgotten it before it was sent.
        readToTheEnd(reader);
      }
    }

    await().until(() -> web.streams.dropped() == FOLLOWERS);
    await().until(() -> web.streams.clients() == 1);
    try (EventStream late = stream()) {
      assertThat(late.next().event()).isEqualTo("state");
    }
    reader.close();
  }

  /** As many followers as may be, and one more that reads; the others are refused. */
  private EventStream startWithFollowers() throws Exception {
    web.limits = WebLimits.of(1000);
    web.api();
    EventStream reader = stream();
    reader.next();
    for (int i = 0; i < CLIENTS; i++) {
      sockets.add(neverReading());
    }
    await()
        .until(
            () ->
                web.streams.clients() == FOLLOWERS + 1
                    && web.streams.refused() == CLIENTS - FOLLOWERS);
    return reader;
  }

  /** The ids grow; there may be gaps where this machine stood still for a second. */
  private void readToTheEnd(EventStream reader) throws Exception {
    long id = lastRead;
    int read = 0;
    while (id != web.events.newestId()) {
      long next = Long.parseLong(reader.next("log").id());
      assertThat(next).isGreaterThan(id);
      id = next;
      read++;
    }
    lastRead = id;
    System.out.printf("the one that reads had %,d of them%n", read);
  }

  /** Tells so many events a second, and asks the API now and then. */
  private void flood(String reason) throws Exception {
    long slowest = 0;
    long cpuBefore = cpuNanos();
    long start = System.nanoTime();
    for (int i = 0; i < PER_SECOND * SECONDS; i++) {
      web.feed.tell(event(reason));
      if (i % 250 == 0) {
        long asked = System.nanoTime();
        assertThat(web.get("/v0/nodes").statusCode()).isEqualTo(200);
        slowest = Math.max(slowest, System.nanoTime() - asked);
      }
      long due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }
    System.out.printf(
        "the slowest answer of the API meanwhile: %.1f ms; %.2f s of processor time in %.1f s%n",
        slowest / 1e6, (cpuNanos() - cpuBefore) / 1e9, (System.nanoTime() - start) / 1e9);
    assertThat(slowest).isLessThan(TimeUnit.SECONDS.toNanos(30));
  }

  private Event event(String text) {
    return new Event.ActiveChanged(
        web.now,
        dev.patchbay.topology.ListenerId.ACTIVE,
        Optional.of(text),
        Optional.of(text),
        Reasons.of(text),
        new Event.Cut(1, 1));
  }

  private Socket neverReading() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", web.port));
    String request =
        "GET /v0/stream HTTP/1.1\r\nHost: x\r\nAuthorization: " + WebSide.RIGHT + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private EventStream stream() throws Exception {
    return EventStream.open(
        web.to("/v0/stream").header("Authorization", WebSide.RIGHT).GET().build());
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
