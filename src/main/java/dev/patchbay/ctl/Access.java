package dev.patchbay.ctl;

import java.util.Optional;

/**
 * Where the API is, who we are there, and whom we believe.
 *
 * @param trust empty for plain http
 */
record Access(Place place, Credentials credentials, Optional<Trust> trust) {

  Endpoint endpoint() {
    return place.endpoint();
  }
}
