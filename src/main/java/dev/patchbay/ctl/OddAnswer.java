package dev.patchbay.ctl;

import java.io.IOException;

/** Something answered, but not as an HTTP server does that we know. */
final class OddAnswer extends IOException {
  OddAnswer(String what) {
    super(what);
  }
}
