package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where passwords come from, and what is said of those that cannot be used. */
class ConfigPasswordTest {
  private static final String HASH = "$2b$10$" + "a".repeat(53);
  private static final String PASSWORD = "  Password: s3cret\n";

  @TempDir private Path directory;

  private Path file(String content) throws Exception {
    return Files.writeString(directory.resolve("password"), content);
  }

  private static String withFile(Object path) {
    return Texts.with(PASSWORD, "  PasswordFile: " + path + "\n");
  }

  private static String withReader(String keys) {
    return Texts.with(PASSWORD, PASSWORD + "  ReadOnly: {" + keys + "}\n");
  }

  private static Password operator(String text) throws ConfigException {
    return Texts.load(text).api().operator().password();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "hunter2\n", "hunter2\r\n"})
  void file_holdsThePassword_withOrWithoutTheEndOfItsLine(String content) throws Exception {
    assertThat(operator(withFile(file(content)))).isEqualTo(new Password.Plain("hunter2"));
  }

  @Test
  void file_isReadAsItIs_spacesIncluded() throws Exception {
    assertThat(operator(withFile(file(" h\u00fcnter 2 \n"))))
        .isEqualTo(new Password.Plain(" h\u00fcnter 2 "));
  }

  @Test
  void fileWithAHash_isAHash() throws Exception {
    assertThat(operator(withFile(file(HASH + "\n")))).isEqualTo(new Password.Hash(HASH));
  }

  /** As with Switchboard: whatever stands there is the password itself. */
  @Test
  void passwordThatLooksLikeAHash_isAPassword() throws Exception {
    assertThat(operator(Texts.with("s3cret", "'" + HASH + "'")))
        .isEqualTo(new Password.Plain(HASH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''       | the file is empty",
        "'\n'     | the file is empty",
        "'a\nb\n' | the file is not one line of UTF-8 text",
        "'a\n\n'  | the file is not one line of UTF-8 text",
      })
  void fileThatCannotBeUsed_isAFault(String content, String why) throws Exception {
    assertThat(Texts.faults(withFile(file(content))))
        .singleElement()
        .asString()
        .startsWith("API.PasswordFile: cannot be used: " + why + " (line 19), expected ");
  }

  @Test
  void hashOfACostThatIsTooHigh_isAFault_andNotAPassword() throws Exception {
    ConfigException e = Texts.fail(withFile(file("$2b$31$" + "a".repeat(53))));

    assertThat(e.faults()).singleElement().asString().contains("cost is not from 4 to 14");
    assertThat(e.getMessage()).doesNotContain("aaaa");
  }

  /** Else the text of the hash, which is no secret, would be the password. */
  @ParameterizedTest
  @ValueSource(ints = {10, 52, 54})
  void hashThatIsCutShortOrHasMoreBehindIt_isAFault(int length) throws Exception {
    String broken = "$2b$12$" + "a".repeat(length);

    assertThat(Texts.faults(withFile(file(broken + "\n"))))
        .singleElement()
        .asString()
        .contains("it has not 60 characters")
        .doesNotContain("aaaa");
    assertThat(
            catchThrowableOfType(
                    ConfigException.class,
                    () -> loaded(Texts.with(PASSWORD, ""), Map.of("PATCHBAY_API_PASSWORD", broken)))
                .faults())
        .singleElement()
        .asString()
        .startsWith(
            "API.Password: missing, expected a password, or a bcrypt hash of one in PATCHBAY_API_PASSWORD")
        .doesNotContain("aaaa");
  }

  @Test
  void fileThatIsNotThere_orNoFile_isAFault() {
    assertThat(Texts.faults(withFile("/nowhere/hunter2")))
        .singleElement()
        .asString()
        .contains("there is no such file")
        .doesNotContain("hunter2");
    assertThat(Texts.faults(withFile("/dev/zero")))
        .singleElement()
        .asString()
        .contains("not a regular file");
  }

  /** Somebody took the key for the password itself. */
  @Test
  void whatStandsUnderTheKey_isNeverShown() {
    ConfigException e = Texts.fail(withFile("hunter2"));

    assertThat(e.faults())
        .containsExactly(
            "API.PasswordFile: a value that is not shown (line 19), expected the absolute path of a"
                + " file with one line: a password, or a bcrypt hash of one",
            "API.Password: missing, expected text that is not empty");
    assertThat(e.getMessage()).doesNotContain("hunter2");
  }

  @Test
  void fileBesideThePassword_isAFault() throws Exception {
    String both = Texts.with(PASSWORD, PASSWORD + "  PasswordFile: " + file("x") + "\n");

    assertThat(Texts.faults(both))
        .containsExactly(
            "API.PasswordFile: given beside API.Password (line 20), expected only one of the two;"
                + " take API.Password out");
  }

  @Test
  void environment_countsWhereNoKeyIsThere() throws Exception {
    Map<String, String> environment = Map.of("PATCHBAY_API_PASSWORD", "fr0m env");

    assertThat(loaded(Texts.with(PASSWORD, ""), environment))
        .isEqualTo(new Password.Plain("fr0m env"));
    assertThat(loaded(Texts.with("s3cret", "''"), environment))
        .isEqualTo(new Password.Plain("fr0m env"));
    assertThat(loaded(Texts.MINIMAL, environment)).isEqualTo(new Password.Plain("s3cret"));
    assertThat(loaded(withFile(file("f1le")), environment)).isEqualTo(new Password.Plain("f1le"));
    assertThat(
            catchThrowableOfType(
                    ConfigException.class,
                    () -> loaded(Texts.with(PASSWORD, ""), Map.of("PATCHBAY_API_PASSWORD", "")))
                .faults())
        .containsExactly("API.Password: missing, expected text that is not empty");
  }

  private static Password loaded(String text, Map<String, String> environment)
      throws ConfigException {
    ConfigSource source = ConfigSource.choose(Optional.of(text), Optional.empty(), environment);
    return ConfigLoader.load(source).config().api().operator().password();
  }

  @Test
  void reader_isOptional_andHasItsOwnNameAndPassword() throws Exception {
    Path file = file(HASH);

    assertThat(Texts.load(Texts.MINIMAL).api().reader()).isEmpty();
    assertThat(Texts.load(withReader("Username: '', Password: ''")).api().reader()).isEmpty();
    assertThat(Texts.load(withReader("Username: looker, Password: l00k")).api().reader())
        .contains(new Login("looker", "l00k"));
    assertThat(Texts.load(withReader("Username: looker, PasswordFile: " + file)).api().reader())
        .contains(new Login("looker", new Password.Hash(HASH)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Username: looker | API.ReadOnly.Password: missing",
        "Password: l00k | API.ReadOnly.Username: missing",
        "'Username: proxy, Password: l00k' | API.ReadOnly.Username: the same as API.Username",
        "'Username: \"a:b\", Password: l00k' | API.ReadOnly.Username: a value that is not shown",
      })
  void reader_thatIsHalf_isAFault(String keys, String fault) {
    assertThat(Texts.faults(withReader(keys))).singleElement().asString().startsWith(fault);
  }

  /** A hash cannot be sent, so the proxies ask as the reader, or not at all. */
  @Test
  void otherProxies_areAskedByAPasswordThatIsKnown() throws Exception {
    String uris = "  ProxyURIs: [https://a, https://b]\n";
    String hashed = withFile(file(HASH)).replace("HealthPort:", uris + "HealthPort:");
    String reader = "  ReadOnly: {Username: looker, Password: l00k}\n";

    LoadedConfig alone = ConfigLoader.load(hashed, "t");
    LoadedConfig withReader = ConfigLoader.load(hashed.replace(uris, uris + reader), "t");
    ApiConfig plain = Texts.load(Texts.with(PASSWORD, PASSWORD + uris + reader)).api();

    assertThat(alone.config().api().asker()).isEmpty();
    assertThat(alone.config().api().proxies())
        .allSatisfy(
            proxy ->
                assertThat(alone.config().api().whyNot(proxy))
                    .hasValueSatisfying(why -> assertThat(why).contains("only a hash is known")));
    assertThat(alone.warnings()).singleElement().asString().contains("API.ReadOnly");
    assertThat(withReader.warnings()).isEmpty();
    assertThat(withReader.config().api().asker()).contains(new Login("looker", "l00k"));
    assertThat(plain.asker()).contains(new Login("proxy", "s3cret"));
  }

  @Test
  void changedFile_isAChange_thatShowsNothing() throws Exception {
    PatchbayConfig before = Texts.load(withFile(file("hunter2")));
    PatchbayConfig after = Texts.load(withFile(file("hunter3")));

    assertThat(ConfigChange.between(before, after))
        .containsExactly(new ConfigChange("API.Password", "API.Password changed", false));
  }

  @Test
  void nothingOfIt_isInATextForALog() throws Exception {
    PatchbayConfig config =
        Texts.load(
            withFile(file(HASH))
                .replace(
                    "HealthPort:", "  ReadOnly: {Username: looker, Password: l00k}\nHealthPort:"));

    for (Object value :
        List.of(
            config,
            config.api(),
            config.api().operator(),
            config.api().reader(),
            config.api().operator().password(),
            config.api().reader().get().password())) {
      assertThat(value.toString()).doesNotContain("aaaa", "l00k", "looker");
    }
  }

  @Test
  void ctl_readsTheFileToo_butCannotUseAHash() throws Exception {
    ConfigSource plain = new ConfigSource(withFile(file("hunter2\n")), "t");
    assertThat(ApiLogin.load(plain).password()).contains("hunter2");

    ConfigSource hashed = new ConfigSource(withFile(file(HASH)), "t");
    assertThat(ApiLogin.load(hashed).password()).isEmpty();
    assertThat(ApiLogin.load(new ConfigSource(withFile("/none"), "t")).password()).isEmpty();
  }

  /** As other programs write them. */
  @ParameterizedTest
  @CsvSource({
    "U*U,$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "U*U,$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "U*U,$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
  })
  void hashes_ofEachKind_areUnderstood(String password, String hash) {
    assertThat(Bcrypt.isHash(hash)).isTrue();
    assertThat(Bcrypt.matches(password, hash)).isTrue();
    assertThat(Bcrypt.matches(password + "x", hash)).isFalse();
  }
}
