package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What must hold of a program's session at a listener. */
final class FollowedErrands {
  private FollowedErrands() {}

  /** Each errand was understood: nobody is lost, nothing outstanding. */
  static void assertFollowed(ProxyBed bed, Errands errands, String listener, String user)
      throws Exception {
    int count = 0;
    for (Optional<String> done = errands.next(); done.isPresent(); done = errands.next()) {
      String errand = done.get();
      await()
          .untilAsserted(
              () -> {
                JsonArray sessions =
                    new JsonObject(bed.api("GET", "/v0/sessions?listener=" + listener).body())
                        .getJsonArray("sessions");
                assertThat(sessions).as(errand).hasSize(1);
                JsonObject mysql = sessions.getJsonObject(0).getJsonObject("mysql");
                assertThat(mysql.getString("lost")).as(errand).isNull();
                assertThat(mysql.getString("phase")).as(errand).isEqualTo("commands");
                assertThat(mysql.getInteger("outstanding")).as(errand).isZero();
                assertThat(mysql.getString("user"))
                    .as(errand)
                    .isEqualTo(errand.startsWith("as ") ? errand.substring(3) : user);
              });
      count++;
    }
    assertThat(count).isGreaterThan(7);
  }

  /**
   * Ends before it has said who it is.
   *
   * @param words of the program, which is given another authority than that of the certificate
   */
  static void assertMistrusted(ProgramDriver driver, List<String> words) throws Exception {
    assertNotLetIn(words, driver.mistrust());
  }

  /**
   * Ends before it is logged in.
   *
   * @param words of the program
   * @param why part of what it says of that
   */
  static void assertNotLetIn(List<String> words, String why) throws Exception {
    Process program =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .start();
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).contains(why).doesNotContain("login\n");
    assertThat(program.exitValue()).isNotZero();
  }
}
