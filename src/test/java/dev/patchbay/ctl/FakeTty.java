package dev.patchbay.ctl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A person who gives these answers, one after the other. */
final class FakeTty implements Tty {
  final List<String> asked = new ArrayList<>();
  final List<String> askedSecretly = new ArrayList<>();
  private final Deque<String> answers = new ArrayDeque<>();

  FakeTty(String... answers) {
    this.answers.addAll(List.of(answers));
  }

  @Override
  public boolean isThere() {
    return true;
  }

  @Override
  public Optional<String> ask(String question) {
    asked.add(question);
    return Optional.ofNullable(answers.poll());
  }

  @Override
  public Optional<String> askSecret(String question) {
    askedSecretly.add(question);
    return Optional.ofNullable(answers.poll());
  }

  @Override
  public Optional<Size> size() {
    return Optional.of(new Size(30, 60));
  }
}
