package dev.patchbay.admin;

import dev.patchbay.config.ApiConfig;
import dev.patchbay.config.Bcrypt;
import dev.patchbay.config.Login;
import dev.patchbay.config.Password;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may log in, and by what. A hash takes long to look at, so it is looked at until it has been
 * proved once: from then on a mark of that password is compared, and whatever else is given is
 * wrong, since a hash has one password. From any thread.
 */
final class Keyring {
  /** What is to be said of credentials. */
  sealed interface Finding {}

  /** They are those of this user. */
  record Right(User user) implements Finding {}

  /** They are nobody's. */
  record Wrong() implements Finding {}

  /** That takes {@link #prove}. */
  record Unproved() implements Finding {}

  private static final Finding WRONG = new Wrong();

  private final List<Entry> entries;

  private Keyring(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** The users of this configuration. */
  static Keyring of(ApiConfig api) {
    return new Keyring(List.of()).next(api);
  }

  /** The users of this configuration; what was proved of those who stay as they are is kept. */
  Keyring next(ApiConfig api) {
    List<Entry> next = new ArrayList<>();
    next.add(entry(api.operator(), true));
    api.reader().ifPresent(reader -> next.add(entry(reader, false)));
    return new Keyring(next);
  }

  private Entry entry(Login login, boolean mayChange) {
    User user = new User(login.username(), mayChange);
    return entries.stream()
        .filter(e -> e.login.equals(login) && e.user.equals(user))
        .findFirst()
        .orElseGet(() -> new Entry(login, user));
  }

  /** Quick, and always all of it, so that its time tells nothing of how much was right. */
  Finding look(Given given) {
    byte[] name = given.nameMark();
    byte[] word = given.wordMark();
    Finding found = WRONG;
    boolean isKnown = false;
    boolean hashes = false;
    for (Entry entry : entries) {
      byte[] proved = entry.proved;
      boolean sameName = Mark.same(entry.name, name);
      boolean sameWord = Mark.same(proved == null ? entry.name : proved, word);
      hashes |= proved == null;
      isKnown |= sameName & proved != null;
      if (sameName & sameWord & proved != null) {
        found = new Right(entry.user);
      }
    }
    // A name that nobody has takes as long as one whose hash must be looked at.
    return found == WRONG && hashes && !isKnown ? new Unproved() : found;
  }

  /**
   * Looks at hashes; takes as long as bcrypt does, a second at the most. Not on an event loop.
   *
   * @return the user, if the credentials are right
   */
  Optional<User> prove(Given given) {
    byte[] name = given.nameMark();
    Optional<Entry> meant = entries.stream().filter(e -> Mark.same(e.name, name)).findFirst();
    Optional<Entry> hashed =
        meant.or(() -> entries.stream().filter(e -> e.hash().isPresent()).findFirst());
    boolean matches =
        hashed
            .flatMap(Entry::hash)
            .filter(hash -> Bcrypt.matches(given.word(), hash.text()))
            .isPresent();
    if (!matches || meant.isEmpty()) {
      return Optional.empty();
    }
    meant.get().proved = given.wordMark();
    return Optional.of(meant.get().user);
  }

  private static final class Entry {
    private final Login login;
    private final User user;
    private final byte[] name;

    /** The mark of the password; null until a hash has been proved. */
    private volatile byte[] proved;

    Entry(Login login, User user) {
      this.login = login;
      this.user = user;
      this.name = Given.of(login.username(), "").nameMark();
      this.proved =
          login.password().plain().map(word -> Given.of("", word).wordMark()).orElse(null);
    }

    Optional<Password.Hash> hash() {
      return login.password() instanceof Password.Hash hash ? Optional.of(hash) : Optional.empty();
    }
  }
}
