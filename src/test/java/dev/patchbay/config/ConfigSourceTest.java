package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {
  private static final Optional<String> NO_TEXT = Optional.empty();
  private static final Optional<Path> NO_PATH = Optional.empty();

  @TempDir private Path dir;
  private Path flagFile;
  private Path variableFile;

  @BeforeEach
  void writeFiles() throws IOException {
    flagFile = Files.writeString(dir.resolve("flag.yml"), "from: flag file");
    variableFile = Files.writeString(dir.resolve("variable.yml"), "from: variable file");
  }

  @Test
  void choose_firstWins() throws ConfigException {
    Map<String, String> both =
        Map.of("CONFIG", "from: variable", "CONFIG_PATH", variableFile.toString());
    Map<String, String> pathOnly = Map.of("CONFIG_PATH", variableFile.toString());

    assertThat(text(Optional.of("from: flag"), Optional.of(flagFile), both))
        .isEqualTo("from: flag");
    assertThat(text(NO_TEXT, Optional.of(flagFile), both)).isEqualTo("from: flag file");
    assertThat(text(NO_TEXT, NO_PATH, both)).isEqualTo("from: variable");
    assertThat(text(NO_TEXT, NO_PATH, pathOnly)).isEqualTo("from: variable file");
  }

  @Test
  void choose_emptyCountsAsAbsent() throws ConfigException {
    Map<String, String> variables = Map.of("CONFIG", "", "CONFIG_PATH", variableFile.toString());

    assertThat(text(Optional.of(""), Optional.of(Path.of("")), variables))
        .isEqualTo("from: variable file");
  }

  @Test
  void choose_noneNamesTheFourWays() {
    assertThatThrownBy(() -> ConfigSource.choose(NO_TEXT, NO_PATH, Map.of("CONFIG", "")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "no configuration is given",
            "-config=TEXT",
            "-configPath=FILE",
            "variable CONFIG (text)",
            "variable CONFIG_PATH (file)");
  }

  @Test
  void read_missingFile() {
    assertThatThrownBy(() -> ConfigSource.choose(NO_TEXT, Optional.of(dir.resolve("no")), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            dir.resolve("no") + ": there is no such file, named by the flag -configPath");
  }

  @Test
  void read_directory() {
    Map<String, String> variables = Map.of("CONFIG_PATH", dir.toString());

    assertThatThrownBy(() -> ConfigSource.choose(NO_TEXT, NO_PATH, variables))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            dir + ": it is a directory, named by the environment variable CONFIG_PATH");
  }

  @Test
  void read_fileWithoutPermission() {
    // One of the few files that even root may not read.
    Path writeOnly = Path.of("/proc/sys/vm/drop_caches");

    assertThatThrownBy(() -> ConfigSource.read(writeOnly, "the test"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(writeOnly + ": permission is denied, named by the test");
  }

  @Test
  void read_fileOverTheLimit() throws Exception {
    Files.write(flagFile, new byte[ConfigSource.MAX_BYTES + 1]);
    Files.writeString(variableFile, "#".repeat(ConfigSource.MAX_BYTES));

    assertThatThrownBy(() -> ConfigSource.read(flagFile, "the test"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(flagFile + ": it is larger than 8388608 bytes");
    assertThat(ConfigSource.read(variableFile, "the test").text()).hasSize(ConfigSource.MAX_BYTES);
  }

  @Test
  void read_fileThatIsNotUtf8() throws IOException {
    Files.write(flagFile, new byte[] {'a', (byte) 0xE9, 'b'});

    assertThatThrownBy(() -> ConfigSource.read(flagFile, "the test"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(flagFile + ": it is not UTF-8 text");
  }

  private static String text(
      Optional<String> config, Optional<Path> path, Map<String, String> variables)
      throws ConfigException {
    return ConfigSource.choose(config, path, variables).text();
  }
}
