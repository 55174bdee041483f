package dev.patchbay.health;

import dev.patchbay.cluster.CheckResult;
import dev.patchbay.cluster.Verdict;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in a few words, always the same for the same fault, why a server gave no answer. */
public final class Causes {
  private static final int MAX_LENGTH = 200;

  private Causes() {}

  /** The verdict on a node whose agent gave no answer because of this. */
  static Verdict verdict(Throwable cause) {
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
      return "host name not found";
    }
    if (cause instanceof ConnectException) {
      return message.contains("refused") ? "connection refused" : clip("no connection: " + message);
    }
    Optional<Throwable> certificate = certificateFault(cause);
    if (certificate.isPresent()) {
      return clip("TLS not verified: " + certificate.get().getMessage());
    }
    if (cause instanceof SSLException) {
      return clip("no TLS: " + innermost(cause).getMessage());
    }
    return clip("no answer: " + message);
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

  /** One line, of bounded length: an agent decides what some messages say. */
  private static String clip(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH);
  }
}
