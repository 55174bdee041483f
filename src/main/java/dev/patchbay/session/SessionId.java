package dev.patchbay.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which session, for as long as this process runs.
 *
 * @param listener its listener's word
 * @param loop the number of its loop, from 0
 * @param stamp what no other session of that listener and loop has
 */
public record SessionId(String listener, int loop, long stamp) {
  private static final Pattern FORM =
      Pattern.compile("([a-z]{1,40})-([0-9]{1,4})-([0-9a-z]{1,12})");

  /** The id that this text is; empty if it is none. */
  public static Optional<SessionId> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new SessionId(
                parts.group(1),
                Integer.parseInt(parts.group(2)),
                Long.parseLong(parts.group(3), Character.MAX_RADIX)))
        : Optional.empty();
  }

  /** As {@link #parse} reads it: letters, digits and dashes. */
  @Override
  public String toString() {
    return listener + "-" + loop + "-" + Long.toString(stamp, Character.MAX_RADIX);
  }
}
