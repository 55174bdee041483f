package dev.patchbay.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The code that documents show, so that tests run what is written there. */
public final class CodeBlocks {
  private static final String FENCE = "```";

  private CodeBlocks() {}

  /**
   * The fenced block that has the line {@code # NAME}.
   *
   * @throws AssertionError if there is none
   */
  public static String of(Path document, String name) throws IOException {
    List<String> lines = Files.readAllLines(document);
    int mark = lines.indexOf("# " + name);
    if (mark < 0) {
      throw new AssertionError(document + " has no line \"# " + name + "\"");
    }
    int begin = mark;
    while (begin > 0 && !lines.get(begin).startsWith(FENCE)) {
      begin--;
    }
    return lines.stream()
        .skip(begin + 1L)
        .takeWhile(line -> !line.startsWith(FENCE))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
