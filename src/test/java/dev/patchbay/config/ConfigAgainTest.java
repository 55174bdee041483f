package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload reads: only what can be read a second time. */
class ConfigAgainTest {
  @TempDir Path directory;

  /** Nobody writes to it: whoever opened it would wait for ever, and every reload behind. */
  @Test
  void pipe_isRefusedWithoutBeingOpened() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    ConfigException byFlag =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigSource.chooseAgain(Optional.empty(), Optional.of(pipe), Map.of()));
    ConfigException byVariable =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigSource.chooseAgain(
                    Optional.empty(), Optional.empty(), Map.of("CONFIG_PATH", pipe.toString())));

    assertThat(byFlag.faults()).singleElement().asString().contains("not a regular file");
    assertThat(byVariable.faults()).isEqualTo(byFlag.faults());
  }

  /** A text comes first, whatever the variable names. */
  @Test
  void text_isTakenBeforeAPipe() throws Exception {
    Map<String, String> pipe = Map.of("CONFIG_PATH", "/dev/null");

    assertThat(ConfigSource.chooseAgain(Optional.of("text"), Optional.empty(), pipe).text())
        .isEqualTo("text");
    assertThat(
            ConfigSource.chooseAgain(
                    Optional.empty(),
                    Optional.empty(),
                    Map.of("CONFIG", "text", "CONFIG_PATH", "/dev/null"))
                .text())
        .isEqualTo("text");
  }

  @Test
  void file_isReadAgain() throws Exception {
    Path file = Files.writeString(directory.resolve("config.yml"), "text");

    assertThat(ConfigSource.chooseAgain(Optional.empty(), Optional.of(file), Map.of()).text())
        .isEqualTo("text");
  }
}
