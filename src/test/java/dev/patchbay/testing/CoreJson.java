package dev.patchbay.testing;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Vert.x writes JSON in tests as it does in the jar. A library that only tests have would make it
 * write in another way.
 */
public final class CoreJson implements JsonFactory {
  private final JsonCodec codec = new JacksonCodec();

  @Override
  public int order() {
    return Integer.MIN_VALUE;
  }

  @Override
  public JsonCodec codec() {
    return codec;
  }
}
