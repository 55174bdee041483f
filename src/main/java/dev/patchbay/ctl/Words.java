package dev.patchbay.ctl;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** What failed, in a few words for people. */
final class Words {
  private Words() {}

  static String of(Exception failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (failure instanceof AccessDeniedException) {
      return "permission is denied";
    } else if (failure instanceof SocketTimeoutException) {
      return "no answer in time";
    } else if (failure instanceof SSLHandshakeException) {
      return "the certificate is not trusted, or is for another name";
    } else if (failure instanceof SSLException) {
      return "what answers there does not speak TLS";
    } else if (failure instanceof NoRouteToHostException) {
      return "no route to that host";
    } else if (failure instanceof ConnectException) {
      return "connection refused";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
