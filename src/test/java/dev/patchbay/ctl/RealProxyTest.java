package dev.patchbay.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands against the proxy that they are for. */
class RealProxyTest {
  private DemoProxy proxy;

  @BeforeEach
  void start() throws Exception {
    proxy = new DemoProxy(3);
    await().until(() -> proxy.ctl().run("status").out().contains("Active:   node-0"));
  }

  @AfterEach
  void stop() throws Exception {
    proxy.close();
  }

  @Test
  void status_saysWhoIsActiveAndHowEachNodeIs() throws Exception {
    await().until(() -> proxy.ctl().run("status").out().contains("node-2  healthy"));
    try (Socket session = proxy.connect()) {
      assertThat(session.getInputStream().read()).isNotNegative();

      Ctl ran = proxy.ctl().run("status");

      assertThat(ran.code()).isZero();
      assertThat(ran.err()).isEmpty();
      assertThat(ran.out()).contains("node-0 is healthy, index 0", "Traffic:  on", proxy.url());
      assertThat(ran.lines())
          .anyMatch(l -> l.matches("\\*  node-0  healthy  .* 1  +good \\(.*ms\\).*"))
          .anyMatch(l -> l.matches("   node-1  healthy  .* 0  +good \\(.*ms\\).*"));
      assertThat(ran.out()).doesNotContain("\u001b");
    }
  }

  @Test
  void status_afterAFailover_saysWhyAndThatOneMoreFailureIsTheLast() {
    proxy.cluster.nodes().get(0).sick();
    proxy.cluster.nodes().get(2).sick();
    await().until(() -> proxy.ctl().run("status").out().contains("Only one node can serve"));

    Ctl ran = proxy.ctl().run("status");

    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("Active:   node-1", "node-0 became unhealthy: health agent answered 503");
  }

  @Test
  void status_withoutAnActiveNode_is1() {
    proxy.cluster.nodes().forEach(node -> node.sick());
    await().until(() -> proxy.ctl().run("status").out().contains("Active:   none"));

    Ctl ran = proxy.ctl().run("status");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("No node is active: every client is turned away.");
  }

  @Test
  void statusAsJson_isTheApisAnswer() {
    Ctl ran = proxy.ctl().run("--json", "status");

    assertThat(new JsonObject(ran.out()).getJsonArray("nodes")).hasSize(3);
    assertThat(ran.code()).isZero();
  }

  @Test
  void nodes_sayWhereTheyAreAndWhatFor() {
    Ctl ran = proxy.ctl().run("nodes");

    assertThat(ran.out())
        .contains("NODE    ADDRESS")
        .contains("127.0.0.1:" + proxy.cluster.nodes().get(0).port() + "  active");
  }

  @Test
  void traffic_isSwitchedOffWithAReason_andOnAgain() {
    Ctl without = proxy.ctl().run("traffic", "off");
    Ctl off = proxy.ctl().run("traffic", "off", "-m", "Müller & Söhne: upgrade=100%");
    Ctl status = proxy.ctl().run("status");
    Ctl on = proxy.ctl().run("traffic", "on");

    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("-m is missing");
    assertThat(off.code()).isZero();
    assertThat(off.out()).contains("Traffic is off", "patchbay ctl traffic on");
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.out()).contains("Traffic is switched off", "Müller & Söhne: upgrade=100%");
    assertThat(on.out()).isEqualTo("Traffic is on.\n");
    assertThat(proxy.ctl().run("status").code()).isZero();
  }

  @Test
  void events_sayWhatHappened_theNewestLast() {
    proxy.ctl().run("traffic", "off", "-m", "because");

    Ctl all = proxy.ctl().run("events");
    Ctl one = proxy.ctl().run("events", "--limit", "1");
    Ctl json = proxy.ctl().run("events", "--json", "--limit", "1");

    assertThat(all.out()).contains("node-0 is active");
    assertThat(all.lines()).last().asString().contains("because");
    assertThat(one.lines()).hasSize(1);
    assertThat(new JsonObject(json.out()).getJsonArray("events")).hasSize(1);
  }

  @Test
  void eventsFollow_tellWhatHappensNext_eachOnce_andEndWhenNobodyReads() throws Exception {
    Reader reader = new Reader();
    CompletableFuture<Integer> following = follow(reader);
    await().until(() -> reader.read().contains("node-0 is active"));

    proxy.cluster.nodes().get(0).sick();

    await().until(() -> reader.read().contains("node-1 is active"));
    assertThat(reader.read().lines()).doesNotHaveDuplicates();
    assertThat(following).isNotDone();
    reader.leave();
    proxy.ctl().run("traffic", "off", "-m", "to have something to say");
    await().until(following::isDone);
    assertThat(following.get()).isZero();
  }

  /** Of a pipe. */
  private static final class Reader extends Writer {
    private final StringBuffer read = new StringBuffer();
    private volatile boolean gone;

    String read() {
      return read.toString();
    }

    void leave() {
      gone = true;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      if (gone) {
        throw new IOException("Broken pipe");
      }
      read.append(text, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private CompletableFuture<Integer> follow(Reader reader) {
    StringWriter err = new StringWriter();
    return CompletableFuture.supplyAsync(
        () ->
            proxy
                .ctl()
                .line(new PrintWriter(reader), new PrintWriter(err))
                .execute("events", "-f"));
  }

  @Test
  void switchover_movesTheTraffic_andARefusalSaysWhy() throws Exception {
    try (Socket session = proxy.connect()) {
      assertThat(session.getInputStream().read()).isNotNegative();

      Ctl moved = proxy.ctl().run("switchover", "node-2", "-m", "try");
      Ctl again = proxy.ctl().run("switchover", "node-2");
      Ctl unknown = proxy.ctl().run("switchover", "node-9");

      assertThat(moved.code()).as(moved.all()).isZero();
      assertThat(moved.out())
          .isEqualTo("Switched over from node-0 to node-2; every session on node-0 was cut.\n");
      assertThat(again.code()).isEqualTo(1);
      assertThat(again.err()).contains("refused: ", "active already");
      assertThat(unknown.code()).isEqualTo(1);
      assertThat(unknown.err()).contains("refused: ", "node-9");
      assertThat(proxy.ctl().run("status").out()).contains("Active:   node-2");
    }
  }

  @Test
  void drain_isWaitedFor_untilTheLastSessionHasEnded() throws Exception {
    await().until(() -> proxy.ctl().run("status").out().contains("node-1  healthy"));
    CompletableFuture<Ctl> draining;
    try (Socket session = proxy.connect()) {
      assertThat(session.getInputStream().read()).isNotNegative();
      draining =
          CompletableFuture.supplyAsync(
              () -> proxy.ctl().run("switchover", "node-1", "--drain", "--deadline", "600"));
      await().until(() -> proxy.ctl().run("status").out().contains("1 session left on node-0"));
      assertThat(draining).isNotDone();
    }

    Ctl ran = draining.get();

    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(ran.out())
        .contains(
            "Two nodes take writes", "from node-0 to node-1; the drain has ended: no session");
  }

  @Test
  void drainThatGoesBack_is1_forWhoeverWaits() throws Exception {
    await().until(() -> proxy.ctl().run("status").out().contains("node-1  healthy"));
    try (Socket session = proxy.connect()) {
      assertThat(session.getInputStream().read()).isNotNegative();
      CompletableFuture<Ctl> draining =
          CompletableFuture.supplyAsync(
              () -> proxy.ctl().run("switchover", "node-1", "--drain", "--deadline", "600"));
      await().until(() -> proxy.ctl().run("status").out().contains("1 session left on node-0"));

      Ctl back = proxy.ctl().run("switchover", "--back");
      Ctl waited = draining.get();

      assertThat(back.code()).as(back.all()).isZero();
      assertThat(back.out()).isEqualTo("The drain has ended; node-0 is active.\n");
      assertThat(waited.code()).as(waited.all()).isEqualTo(1);
      assertThat(waited.out()).contains("The traffic was moved once more; node-0 is active.");
    }
  }

  @Test
  void disabledNode_isNotActive_untilItIsEnabled() {
    await().until(() -> proxy.ctl().run("status").out().contains("node-1  healthy"));

    Ctl disabled = proxy.ctl().run("disable", "node-0", "-m", "new disk");
    Ctl status = proxy.ctl().run("status");
    Ctl enabled = proxy.ctl().run("enable", "node-0");

    assertThat(disabled.code()).as(disabled.all()).isZero();
    assertThat(disabled.out()).isEqualTo("node-0 is disabled.\n");
    assertThat(status.out()).contains("Active:   node-1", "no: new disk (demo)");
    assertThat(enabled.out()).isEqualTo("node-0 is enabled.\n");
    assertThat(proxy.ctl().run("status").out()).doesNotContain("no: new disk");
  }

  @Test
  void reload_saysWhatIsDifferent_orWhyNothingWasChanged() {
    Ctl same = proxy.ctl().run("reload");
    proxy.faults = List.of("Proxy.Port: missing, expected a number");
    Ctl invalid = proxy.ctl().run("reload");
    Ctl json = proxy.ctl().run("reload", "--json");

    assertThat(same.code()).isZero();
    assertThat(same.out()).isEqualTo("Nothing is different.\n");
    assertThat(invalid.code()).isEqualTo(1);
    assertThat(invalid.err()).contains("nothing was changed", "  Proxy.Port: missing");
    assertThat(json.code()).isEqualTo(1);
    assertThat(new JsonObject(json.out()).getJsonArray("faults")).hasSize(1);
  }

  @Test
  void pingdb_is0WhileADatabaseAnswers_1WhenNoneDoesOrTheProxyDrains_3WithoutAProxy()
      throws Exception {
    Ctl reached = proxy.ctl().run("pingdb");
    proxy.cluster.nodes().forEach(node -> node.sick());
    await().until(() -> proxy.ctl().run("status").out().contains("Active:   none"));
    Ctl without = proxy.ctl().run("pingdb");
    proxy.ctl().run("drain", "--yes");
    Ctl draining = proxy.ctl().run("pingdb");
    Ctl.Setting stranger = Ctl.knowing(proxy.url(), "proxy", "wrong");
    proxy.close();
    Ctl gone = proxy.ctl().run("pingdb");

    assertThat(reached.code()).as(reached.all()).isZero();
    assertThat(reached.out()).isNotBlank();
    assertThat(without.code()).as(without.all()).isEqualTo(1);
    assertThat(without.err()).startsWith("patchbay ctl: ");
    assertThat(draining.code()).isEqualTo(1);
    assertThat(draining.err()).contains("draining");
    assertThat(stranger.run("pingdb").code()).isEqualTo(3);
    assertThat(gone.code()).isEqualTo(3);
    assertThat(gone.err()).contains("cannot reach");
  }

  @Test
  void drain_asksFirst_andDoesNothingWithoutAYes() {
    FakeTty doubtful = new FakeTty("n");
    FakeTty sure = new FakeTty("y");

    Ctl nobody = proxy.ctl().run("drain");
    Ctl no = proxy.ctl().at(doubtful).run("drain");
    Ctl status = proxy.ctl().run("status");
    Ctl yes = proxy.ctl().at(sure).run("drain", "--wait");

    assertThat(nobody.code()).isEqualTo(2);
    assertThat(nobody.err()).contains("add --yes");
    assertThat(no.code()).isEqualTo(1);
    assertThat(no.err()).contains("nothing was done");
    assertThat(doubtful.asked).singleElement().asString().contains(proxy.url(), "only a restart");
    assertThat(status.out()).doesNotContain("drains");
    assertThat(yes.code()).isZero();
    assertThat(yes.out()).contains("0 sessions left");
    assertThat(proxy.ctl().run("status").out()).contains("This proxy drains");
  }

  @Test
  void wrongPassword_is3_andSaysWhereItIs_butNotWhatItWas() {
    Ctl ran = proxy.ctl().variable("PATCHBAY_API_PASSWORD", "hunter2").run("status");

    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("API.Password").doesNotContain("hunter2");
  }

  @Test
  void proxyWithoutThisRequest_is3_andSaysThatItIsOlder() {
    Ctl ran = proxy.ctl().run("sessions", "cut", "no such path/../x");

    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).isNotEmpty();
  }
}
