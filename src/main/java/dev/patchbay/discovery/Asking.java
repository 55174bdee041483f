package dev.patchbay.discovery;

import dev.patchbay.pump.DnsRecords;
import dev.patchbay.topology.NodePattern;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.stream.Collectors;

/** Asks where a name leads. On the control loop. */
@FunctionalInterface
interface Asking {

  /** Asks once; never fails. */
  Future<Answer> ask(NodePattern pattern);

  /** Asks the DNS, for what the shape of the name says. */
  static Asking dns(Vertx vertx) {
    DnsRecords records = new DnsRecords(vertx);
    return pattern ->
        (pattern.isService() ? records.services(pattern.host()) : records.addresses(pattern.host()))
            .map(found -> answer(pattern, found))
            .otherwise(e -> new Answer.Useless(String.valueOf(e.getMessage())));
  }

  private static Answer answer(NodePattern pattern, DnsRecords.Answer found) {
    return found.entries().isEmpty()
        ? new Answer.Useless(
            "it has no " + (pattern.isService() ? "SRV records" : "addresses") + " now")
        : new Answer.Whole(
            found.entries().stream()
                .map(e -> new Target(e.host(), pattern.isService() ? e.port() : pattern.port()))
                .collect(Collectors.toSet()),
            Duration.ofSeconds(found.ttlSeconds()));
  }
}
