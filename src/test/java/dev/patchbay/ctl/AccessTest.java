package dev.patchbay.ctl;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where URL, user and password come from, and where they never go. */
class AccessTest {
  @RegisterExtension
  private static final WireMockExtension API =
      WireMockExtension.newInstance()
          .options(options().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  @TempDir private Path directory;

  @BeforeEach
  void answer() {
    API.stubFor(get(anyUrl()).willReturn(okJson("{\"active\":{\"node\":\"a\"},\"nodes\":[]}")));
  }

  private static void assertAskedAs(String user, String password) {
    API.verify(
        getRequestedFor(anyUrl())
            .withBasicAuth(new BasicCredentials(user, password))
            .withHeader("X-Forwarded-Proto", equalTo("https")));
  }

  private Path config(String faults) throws Exception {
    return Files.writeString(
        directory.resolve("config.yml"),
        """
        BindAddress: 0.0.0.0
        %s
        API:
          Port: "%d"
          Username: fromconfig
          Password: 'p"w: ä'
        """
            .formatted(faults, API.getPort()));
  }

  private Path passwordFile(String content) throws Exception {
    return Files.writeString(directory.resolve("password"), content);
  }

  @Test
  void configOfTheProxy_isAllThatIsNeeded_whateverElseIsWrongInIt() throws Exception {
    Ctl ran = Ctl.bare().run("-c", config("Proxy: {Port: nonsense}").toString(), "nodes");

    assertThat(ran.code()).as(ran.all()).isZero();
    assertAskedAs("fromconfig", "p\"w: ä");
  }

  @Test
  void configWithoutAPassword_isNamed_andNothingOfItShown() throws Exception {
    Path config = Files.writeString(directory.resolve("c.yml"), "API: {Password: [secretlist]}\n");

    Ctl ran = Ctl.bare().run("-c", config.toString(), "nodes");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("API.Port", "API.Password").doesNotContain("secretlist");
  }

  @Test
  void options_comeBeforeTheConfig_andThatBeforeTheEnvironment() throws Exception {
    Ctl.Setting setting = Ctl.knowing("http://127.0.0.1:1", "nobody", "nothing");

    Ctl byConfig = setting.run("nodes", "-c", config("").toString());
    Ctl byOptions =
        setting.run(
            "nodes",
            "-c",
            config("").toString(),
            "--user",
            "op",
            "--password-file",
            passwordFile("from file\n").toString());

    assertThat(byConfig.code()).as(byConfig.all()).isZero();
    assertThat(byOptions.code()).as(byOptions.all()).isZero();
    assertAskedAs("fromconfig", "p\"w: ä");
    assertAskedAs("op", "from file");
  }

  @Test
  void anotherUserThanTheConfigs_doesNotGetItsPassword() throws Exception {
    FakeTty person = new FakeTty("typed");

    Ctl ran = Ctl.bare().at(person).run("nodes", "-c", config("").toString(), "--user", "op");

    assertThat(ran.code()).isZero();
    assertAskedAs("op", "typed");
  }

  @Test
  void person_isAskedForWhatIsMissing_andThePasswordIsNotShown() {
    FakeTty person = new FakeTty("op", "typed");

    Ctl ran = Ctl.bare().at(person).run("nodes", "--url", API.baseUrl() + "/v0/");

    assertThat(ran.code()).as(ran.all()).isZero();
    assertThat(person.asked).singleElement().asString().startsWith("User of http://");
    assertThat(person.askedSecretly).singleElement().asString().startsWith("Password of op at");
    assertAskedAs("op", "typed");
  }

  @Test
  void nobodyToAsk_isWrongUsage_andSaysWhatToGive() {
    Ctl noUser = Ctl.bare().run("nodes");
    Ctl noPassword = Ctl.bare().run("nodes", "--user", "op");

    assertThat(noUser.code()).isEqualTo(2);
    assertThat(noUser.err()).contains("PATCHBAY_API_USER");
    assertThat(noPassword.code()).isEqualTo(2);
    assertThat(noPassword.err()).contains("--password-file", "PATCHBAY_API_PASSWORD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two\nlines\n", "\n"})
  void passwordFileThatIsNotOneLine_isWrongUsage(String content) throws Exception {
    Ctl ran =
        Ctl.bare()
            .run("nodes", "--user", "op", "--password-file", passwordFile(content).toString());

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).doesNotContain("two");
  }

  @Test
  void passwordFileThatIsNotThere_isWrongUsage() {
    Ctl ran = Ctl.bare().run("nodes", "--user", "op", "--password-file", "/nowhere/at/all");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("there is no such file");
  }

  @Test
  void passwordAsAnOption_isRefused_andNotRepeated() {
    Ctl words = Ctl.knowing(API.baseUrl(), "op", "x").run("nodes", "--password", "hunter2");
    Ctl equals = Ctl.knowing(API.baseUrl(), "op", "x").run("--password=hunter2", "nodes");

    assertThat(words.code()).isEqualTo(2);
    assertThat(equals.code()).isEqualTo(2);
    assertThat(words.all() + equals.all()).contains("--password-file").doesNotContain("hunter2");
  }

  @Test
  void urlWithAPassword_isRefused_andNotRepeated() {
    Ctl option = Ctl.bare().run("nodes", "--url", "http://op:hunter2@127.0.0.1:8080");
    Ctl variable = Ctl.knowing("http://op:hunter2@127.0.0.1", "op", "x").run("nodes");

    assertThat(option.code()).isEqualTo(2);
    assertThat(variable.code()).isEqualTo(2);
    assertThat(option.all() + variable.all()).contains("--user").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "ftp://a", "http://", "http://a:99999", "http://a/b"})
  void textThatIsNoUrl_isWrongUsage(String url) {
    Ctl ran = Ctl.bare().run("nodes", "--url", url, "--user", "op");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--url");
  }

  @Test
  void plainHttpToAnotherMachine_isRefused_beforeAnybodyIsAsked() {
    FakeTty person = new FakeTty("op", "typed");

    Ctl ran = Ctl.bare().at(person).run("nodes", "--url", "http://192.0.2.7:8080");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--allow-plain-http");
    assertThat(person.asked).isEmpty();
    assertThat(person.askedSecretly).isEmpty();
  }

  @Test
  void timeoutOutOfRange_isWrongUsage() {
    assertThat(Ctl.knowing(API.baseUrl(), "op", "x").run("nodes", "--timeout", "0").code())
        .isEqualTo(2);
    assertThat(Ctl.knowing(API.baseUrl(), "op", "x").run("nodes", "--timeout", "x").code())
        .isEqualTo(2);
  }

  @Test
  void nothingThatIsPrinted_holdsThePassword() {
    assertThat(new Credentials("op", "hunter2").toString()).doesNotContain("hunter2");
  }
}
