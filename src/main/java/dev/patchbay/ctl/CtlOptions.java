package dev.patchbay.ctl;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The options that all verbs have, before the verb or after it. */
final class CtlOptions {
  static final String URL_VARIABLE = "PATCHBAY_API_URL";
  static final String USER_VARIABLE = "PATCHBAY_API_USER";
  static final String PASSWORD_VARIABLE = "PATCHBAY_API_PASSWORD";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "Where the API is. Default: that of --config, or the variable "
              + URL_VARIABLE
              + ", or "
              + Endpoint.DEFAULT
              + ".")
  String url;

  @Option(
      names = {"-c", "--config"},
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "On the proxy's machine: take port, user and password from the proxy's own"
              + " configuration.")
  Path config;

  @Option(
      names = "--user",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description =
          "The API's user. Default: that of --config, or the variable "
              + USER_VARIABLE
              + ", or you are asked.")
  String user;

  @Option(
      names = "--password-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "A file with the password. Default: that of --config, or the variable "
              + PASSWORD_VARIABLE
              + ", or you are asked.")
  Path passwordFile;

  @Option(
      names = "--ca",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "For https: trust the certificates in this file (PEM), and not the system's"
              + " authorities.")
  Path ca;

  @Option(
      names = "--allow-plain-http",
      scope = ScopeType.INHERIT,
      description =
          "Send the password unencrypted to another machine; whoever is on the way can read it.")
  boolean allowPlainHttp;

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long each answer may take, 1 to 600. Default: ${DEFAULT-VALUE}.")
  int timeoutSeconds;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the API's answer as it is, for scripts.")
  boolean json;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Says how to use this command.")
  private boolean help;

  /** Takes the word that comes next, so that no message shows it as one that was not expected. */
  @Option(names = "--password", scope = ScopeType.INHERIT, hidden = true, arity = "0..1")
  private void refusePassword(String ignored) {
    throw new ParameterException(
        spec.commandLine(),
        "--password does not exist, as others could read it in the list of processes: use"
            + " --password-file or the variable "
            + PASSWORD_VARIABLE
            + ", or be asked");
  }
}
