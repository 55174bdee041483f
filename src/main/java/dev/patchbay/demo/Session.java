package dev.patchbay.demo;

import java.util.Optional;

/**
 * What the server knows of one client. Immutable.
 *
 * @param connectionId number of the connection, unique within its server
 * @param user the name that the client gave; any is taken
 * @param database the database that the client chose; nothing checks that it exists
 */
record Session(int connectionId, String user, Optional<String> database) {

  Session withDatabase(String name) {
    return new Session(connectionId, user, name.isEmpty() ? Optional.empty() : Optional.of(name));
  }
}
