package dev.patchbay.agent;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands one {@link MariaDbServer} to every test that asks for it; it ends with the test run. */
public final class MariaDbExtension implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == MariaDbServer.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(ExtensionContext.Namespace.create(MariaDbServer.class))
        .getOrComputeIfAbsent(MariaDbServer.class, key -> new MariaDbServer(), MariaDbServer.class);
  }
}
