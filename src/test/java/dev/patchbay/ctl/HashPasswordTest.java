package dev.patchbay.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.patchbay.config.Bcrypt;
import dev.patchbay.config.Password;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HashPasswordTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Tty tty, String input, boolean asks) {
    HashPasswordCommand command =
        new HashPasswordCommand(
            tty, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), asks);
    return new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute();
  }

  private static Password hash(String line) {
    return Password.of(line.strip());
  }

  @Test
  void passwordFromStandardInput_givesItsHash_andNothingElse() {
    int code = run(new NoTty(), "hunt\u00e9r2\n", false);

    assertThat(code).isZero();
    assertThat(hash(out.toString())).isInstanceOf(Password.Hash.class);
    assertThat(Bcrypt.matches("hunt\u00e9r2", out.toString().strip())).isTrue();
    assertThat(Bcrypt.matches("hunter2", out.toString().strip())).isFalse();
    assertThat(out + "" + err).doesNotContain("hunt");
  }

  @Test
  void terminal_isAskedTwice_unseen() {
    FakeTty person = new FakeTty("hunter2", "hunter2");

    int code = run(person, "", true);

    assertThat(code).isZero();
    assertThat(person.askedSecretly).hasSize(2);
    assertThat(person.asked).isEmpty();
    assertThat(Bcrypt.matches("hunter2", out.toString().strip())).isTrue();
  }

  @Test
  void twoThatDiffer_orNone_giveNoHash() {
    assertThat(run(new FakeTty("hunter2", "hunter3"), "", true)).isEqualTo(2);
    assertThat(run(new FakeTty("hunter2"), "", true)).isEqualTo(2);
    assertThat(run(new FakeTty(), "", true)).isEqualTo(2);
    assertThat(run(new NoTty(), "", false)).isEqualTo(2);
    assertThat(run(new NoTty(), "\n", false)).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("not the same", "no password").doesNotContain("hunter");
  }

  /** Bcrypt would look at the first 72 bytes only. */
  @Test
  void passwordThatIsTooLong_isRefused() {
    assertThat(run(new NoTty(), "\u00e9".repeat(36) + "\n", false)).isZero();
    assertThat(run(new NoTty(), "\u00e9".repeat(36) + "x\n", false)).isEqualTo(2);
    assertThat(err.toString()).contains("72 bytes");
  }
}
