package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.patchbay.testing.TestCertificates;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/** Whatever stands in the text, loading ends with a configuration or a ConfigException. */
class ConfigFuzzTest {
  private static final int ROUNDS = 3_000;
  private static final List<String> SPICES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ": ",
          "- ",
          "? ",
          "&a ",
          "*a",
          "!!",
          "!x ",
          "|",
          ">",
          "'",
          "\"",
          "\\",
          "\t",
          "\n",
          "#",
          "%",
          "@",
          "`",
          "~",
          "null",
          "---\n",
          "...\n",
          "<<: ",
          "-1",
          "1e9",
          "\u0000",
          "\ud83d",
          "\ufeff",
          "\u0085",
          "${A}",
          "99999999999",
          "true",
          "\\U99999999",
          "&a [*a]");

  @Test
  void load_mutatedText() throws Exception {
    TestCertificates.Server server = TestCertificates.authority().server("localhost");
    String tls =
        "    Enabled: true\n    Certificate: \"%s\"\n    PrivateKey: \"%s\"\n"
            .formatted(
                server.certificatePem().replaceAll("\\R", "\\\\n"),
                server.keyPem().replaceAll("\\R", "\\\\n"));
    String example =
        Files.readString(ConfigExampleTest.EXAMPLE)
            .replaceAll("(?m)^ *#.*\n", "")
            .replaceFirst(
                "(?s)    Enabled: false\n    Certificate: \"\"\n    PrivateKey: \"\"\n",
                Matcher.quoteReplacement(tls));
    assertThat(Texts.load(example).api().tls()).isPresent();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int loaded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String text = mutate(example, random);
      try {
        ConfigLoader.load(text, "test");
        loaded++;
      } catch (ConfigException e) {
        assertThat(e.faults()).isNotEmpty().allSatisfy(fault -> assertThat(fault).hasLineCount(1));
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + seed + ", round " + round + ":\n" + text, e);
      }
    }
    assertThat(loaded).as("some mutations are harmless").isBetween(1, ROUNDS - 1);
  }

  private static String mutate(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int from = random.nextInt(mutated.length());
      int to = Math.min(mutated.length(), from + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> mutated.delete(from, to);
        case 1 -> mutated.insert(from, SPICES.get(random.nextInt(SPICES.size())));
        case 2 -> mutated.setCharAt(from, (char) random.nextInt(256));
        case 3 -> mutated.insert(from, mutated.substring(from, to).repeat(1 + random.nextInt(3)));
        default -> mutated.replace(from, to, SPICES.get(random.nextInt(SPICES.size())));
      }
    }
    return mutated.toString();
  }
}
