package dev.patchbay.health;

import dev.patchbay.pump.OwnFault;
import dev.patchbay.text.Sanitize;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in a few words, always the same for the same fault, why a server gave no answer. */
public final class Causes {
  private static final int MAX_LENGTH = 200;

  private Causes() {}

  /** What a check has come to whose question was not answered because of this. */
  static Verdict verdict(Throwable cause) {
    if (isOurs(cause)) {
      return Verdict.failed(
          CheckResult.OWN_FAULT, Sanitize.line("not checked: " + innermostText(cause), MAX_LENGTH));
    }
    return Verdict.failed(result(cause), text(cause));
  }

  static CheckResult result(Throwable cause) {
    if (cause instanceof SSLException || certificateFault(cause).isPresent()) {
      return CheckResult.TLS;
    }
    boolean refused =
        cause instanceof ConnectException && String.valueOf(cause.getMessage()).contains("refused");
    return refused ? CheckResult.REFUSED : CheckResult.UNREACHABLE;
  }

  /** The words: one line, at most 200 characters. */
  public static String text(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof UnknownHostException) {
      return lookUpText(cause);
    }
    if (cause instanceof ConnectException) {
      return message.contains("refused")
          ? "connection refused"
          : Sanitize.line("no connection: " + message, MAX_LENGTH);
    }
    Optional<Throwable> certificate = certificateFault(cause);
    if (certificate.isPresent()) {
      return Sanitize.line("TLS not verified: " + certificate.get().getMessage(), MAX_LENGTH);
    }
    if (cause instanceof SSLException) {
      return Sanitize.line("no TLS: " + innermost(cause).getMessage(), MAX_LENGTH);
    }
    return Sanitize.line("no answer: " + message, MAX_LENGTH);
  }

  /**
   * Whether this came of a want of something of ours, and says nothing of the other end. A look-up
   * and a class that cannot be loaded do not always say so themselves.
   */
  static boolean isOurs(Throwable cause) {
    boolean silent = cause instanceof UnknownHostException || cause instanceof LinkageError;
    return OwnFault.isOurs(cause) || (silent && OwnFault.descriptorsAreShort());
  }

  /** Loads what is needed to say so when there is no descriptor left to load it with. */
  static void prepare() {
    verdict(new SocketException("Too many open files"));
    OwnFault.descriptorsAreShort();
  }

  private static String lookUpText(Throwable cause) {
    String answer = cause.getCause() == null ? "" : String.valueOf(cause.getCause().getMessage());
    if (answer.contains("NXDOMAIN")) {
      return "host name not found";
    }
    if (answer.contains("timed out")) {
      return "no answer from the name server";
    }
    return answer.isEmpty()
        ? "the name server gives no address for the host name"
        : Sanitize.line("host name not looked up: " + answer, MAX_LENGTH);
  }

  private static String innermostText(Throwable cause) {
    Throwable inner = innermost(cause);
    return inner instanceof UnknownHostException
        ? "no file descriptor left to look up the host name"
        : String.valueOf(inner.getMessage());
  }

  /** The innermost exception that says what is wrong with a certificate, if it is one. */
  static Optional<Throwable> certificateFault(Throwable cause) {
    Throwable found = null;
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof CertificateException || t instanceof CertPathBuilderException) {
        found = t;
      }
    }
    return Optional.ofNullable(found);
  }

  private static Throwable innermost(Throwable cause) {
    Throwable inner = cause;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }
}
