package dev.patchbay.telemetry.logging;

import dev.patchbay.topology.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** The names and data forms that all of our log lines share. */
public final class Logs {
  /** The program's name; the logger of this name belongs to no session. */
  public static final String ROOT = "patchbay";

  /** Raises an event logged at error to the level {@code fatal}, which SLF4J does not have. */
  public static final Marker FATAL = MarkerFactory.getMarker("FATAL");

  private Logs() {}

  /** A node as log data: {@code name}, {@code host} and {@code port}. */
  public static Map<String, Object> data(Node node) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", node.name());
    data.put("host", node.host());
    data.put("port", node.port());
    return data;
  }
}
