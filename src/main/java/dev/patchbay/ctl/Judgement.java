package dev.patchbay.ctl;

import dev.patchbay.text.Sanitize;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an answer, or none, means for an operator: the words and the exit code. Pure. */
final class Judgement {
  private static final int LONGEST_REASON = 500;

  /** How the line of {@code /v0/pingdb} begins where a database answers, and its other statuses. */
  private static final String REACHED = "MySQL server at ";

  private static final Set<Integer> NOT_REACHED = Set.of(502, 503, 504);

  /** What the API says of a path that it does not have. */
  private static final Set<String> NO_SUCH_PATH = Set.of("Not Found", "Method Not Allowed");

  private final Access access;

  Judgement(Access access) {
    this.access = access;
  }

  /**
   * The answer, if it is one of the API that says what was done.
   *
   * @throws CtlException for every other
   */
  Answer of(Request request, HttpHead head, String body) throws CtlException {
    int status = head.status();
    if (status == 401) {
      throw CtlException.denied(
          access.endpoint()
              + " does not accept this password for the user \""
              + access.credentials().user()
              + "\": see API.Username and API.Password in the proxy's configuration");
    }
    if (status >= 300 && status < 400) {
      throw CtlException.unreachable(redirected(head));
    }
    if (request.line()) {
      return line(request, head, body);
    }
    if (status == 204) {
      return new Answer(status, "", new Fields(new JsonObject()));
    }
    Optional<Fields> fields = json(head, body);
    if (status < 300 || status < 500 && fields.isPresent()) {
      return new Answer(status, body, fields.orElseThrow(() -> odd(request, status)));
    }
    String reason = reason(head, body);
    if (status >= 500 || reason.isEmpty()) {
      String words = access.endpoint() + " answered with status " + status;
      throw CtlException.unreachable(
          words + (reason.isEmpty() ? "" : ": " + reason) + doubt(request, status >= 500));
    }
    if (NO_SUCH_PATH.contains(reason)) {
      throw CtlException.unreachable(
          access.endpoint()
              + " does not know this request: it is older than this command, or no Patchbay");
    }
    throw CtlException.refused("refused: " + reason);
  }

  /** Anybody's 200 is no database that answers, and anybody's 404 none that is gone. */
  private Answer line(Request request, HttpHead head, String body) throws CtlException {
    String line = reason(head, body);
    boolean reached = head.status() == 200 && line.startsWith(REACHED);
    if (!reached && !NOT_REACHED.contains(head.status()) || line.isEmpty()) {
      throw odd(request, head.status());
    }
    return new Answer(head.status(), line, new Fields(new JsonObject()));
  }

  /** Why there was no answer. */
  CtlException failed(Request request, boolean sent, boolean late, IOException failure) {
    String what;
    if (late) {
      what = "no complete answer in time (--timeout)";
    } else if (!sent) {
      what = Words.of(failure);
    } else {
      what = failure instanceof OddAnswer ? failure.getMessage() : "the connection was lost";
    }
    String hint =
        sent ? "" : "; is the proxy running, and is this the port of its API (--url, --config)?";
    return CtlException.unreachable(
        (sent ? "no answer from " : "cannot reach ")
            + access.endpoint()
            + ": "
            + what
            + hint
            + doubt(request, sent));
  }

  CtlException tooLarge(int most) {
    return CtlException.unreachable(
        "the answer of "
            + access.endpoint()
            + " is larger than "
            + (most >> 20)
            + " MB: is it Patchbay?");
  }

  private CtlException odd(Request request, int status) {
    return CtlException.unreachable(
        access.endpoint()
            + " answers (status "
            + status
            + "), but not as Patchbay's API does: is this the port of the API (--url, --config)?"
            + doubt(request, true));
  }

  private static String doubt(Request request, boolean inDoubt) {
    return inDoubt && request.changes()
        ? " It may have been done all the same: see patchbay ctl status."
        : "";
  }

  private String redirected(HttpHead head) {
    String to = head.header("location").orElse("");
    return to.regionMatches(true, 0, "https:", 0, 6) && !access.endpoint().https()
        ? access.endpoint() + " wants https (API.ForceHttps): use --url https://..."
        : access.endpoint() + " sends us elsewhere, where your password is not sent: see --url";
  }

  private static Optional<Fields> json(HttpHead head, String body) {
    String type = head.header("content-type").orElse("");
    if (!type.startsWith("application/json")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Fields(new JsonObject(body)));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  /** The line of text that the API gives as a reason; a page for browsers has none. */
  private static String reason(HttpHead head, String body) {
    if (!head.header("content-type").orElse("").startsWith("text/plain")) {
      return "";
    }
    String lines = body.lines().limit(3).collect(Collectors.joining(" "));
    return Sanitize.line(lines.strip(), LONGEST_REASON);
  }
}
