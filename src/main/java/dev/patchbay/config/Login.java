package dev.patchbay.config;

/** A user's name, and what proves to be that user. */
public record Login(String username, Password password) {

  /** With the password itself. */
  public Login(String username, String password) {
    this(username, new Password.Plain(password));
  }

  /** Leaves both out. */
  @Override
  public String toString() {
    return "Login[...]";
  }
}
