package dev.patchbay.app;

import dev.patchbay.acceptance.Command;
import dev.patchbay.testing.GoProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A driver of another language than Java, and the program that does errands with it. */
enum ProgramDriver {
  PYMYSQL("certificate verify failed", "/usr/bin/python3", "errands.py"),
  MYSQLI("certificate verify failed", "php", "-d", "mysqli.allow_local_infile=1", "errands.php"),
  PDO("certificate verify failed", "php", "errands-pdo.php"),
  GO("certificate signed by unknown authority", "errands.go"),
  MYSQL2("certificate signature failure", "node", "errands.js");

  private static final String SCRIPTS = "src/test/resources/mysql/";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final String mistrust;
  private final List<String> command;

  ProgramDriver(String mistrust, String... command) {
    this.mistrust = mistrust;
    this.command = List.of(command);
  }

  /** What it says of a certificate by an authority that only has the name of the one it knows. */
  String mistrust() {
    return mistrust;
  }

  /**
   * The program's words.
   *
   * @param directory for what has to be made once
   * @param ca the authority's file, by TLS; without it in plain
   * @param more host, port, user, password, another user with the same one
   */
  List<String> words(Path directory, Optional<Path> ca, String... more) {
    List<String> all = new ArrayList<>(List.of("env"));
    ca.ifPresent(file -> all.add("ERRANDS_CA=" + file));
    if (this == MYSQL2) {
      all.add("NODE_PATH=" + Command.run(LIMIT, List.of("acceptance/lib/mysql2")));
    }
    if (this == GO) {
      all.add(built(directory).toString());
    } else {
      int last = command.size() - 1;
      all.addAll(command.subList(0, last));
      all.add(SCRIPTS + command.get(last));
    }
    all.addAll(List.of(more));
    return all;
  }

  private Path built(Path directory) {
    Path program = directory.resolve("errands");
    if (!Files.exists(program)) {
      GoProgram.build(SCRIPTS + command.get(0), program);
    }
    return program;
  }
}
