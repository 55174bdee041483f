package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Those of a database's own command-line client, in its language. */
final class StatementErrands implements Errands {
  private static final String MARK = "it is done";

  private final Process process;
  private final PrintStream in;
  private final BufferedReader out;
  private final Iterator<Map.Entry<String, String>> left;

  /**
   * @param words the client, so that it writes each row at once, without heads
   * @param file one with two rows for the table, as the client sees it
   */
  StatementErrands(List<String> words, String file) throws IOException {
    process = new ProcessBuilder(words).redirectErrorStream(true).start();
    in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
    left =
        List.of(
                Map.entry("login", ""),
                Map.entry(
                    "text",
                    "DROP TABLE IF EXISTS cli; CREATE TABLE cli (id INT PRIMARY KEY, v TEXT);"
                        + " INSERT INTO cli VALUES (1, 'a'), (2, NULL); SELECT * FROM cli;"),
                Map.entry("a statement that fails", "SELECT nothing FROM nowhere;"),
                Map.entry(
                    "prepared by text",
                    "PREPARE s FROM 'SELECT ?'; SET @a = 1; EXECUTE s USING @a;"
                        + " DEALLOCATE PREPARE s;"),
                Map.entry("several results", "CALL two();"),
                Map.entry("a transaction", "BEGIN; DELETE FROM cli; ROLLBACK;"),
                Map.entry("a file", "LOAD DATA LOCAL INFILE '%s' INTO TABLE cli;".formatted(file)),
                Map.entry("17 MiB", "SELECT LENGTH('%s');".formatted("x".repeat(17 * 1024 * 1024))),
                Map.entry(
                    "17 MiB back", "SELECT LENGTH(v) FROM (SELECT REPEAT('x', 17825792) v) r;"),
                Map.entry("rows", "SHOW VARIABLES;"),
                Map.entry("status", "status"),
                Map.entry("another database", "use other"))
            .iterator();
  }

  @Override
  public Optional<String> next() throws Exception {
    if (!left.hasNext()) {
      in.close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return Optional.empty();
    }
    Map.Entry<String, String> errand = left.next();
    in.println(errand.getValue());
    in.println("SELECT '%s';".formatted(MARK));
    for (String line = out.readLine(); !MARK.equals(line); line = out.readLine()) {
      boolean fails = errand.getKey().endsWith("fails");
      assertThat(line).as(errand.getKey()).isNotNull();
      assertThat(line.startsWith("ERROR"))
          .as("%s: %s", errand.getKey(), line)
          .isEqualTo(fails && line.startsWith("ERROR 1146"));
    }
    return Optional.of(errand.getKey());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
