package dev.patchbay.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of the configuration and where it came from.
 *
 * @param origin for messages, such as {@code environment variable CONFIG} or a path
 * @param proxyAddresses what counts where the text has no {@code API.ProxyAddresses}; from the
 *     environment variable {@code PROXY_ADDRESSES}, of which the words are taken. A deployment has
 *     it where the keys of the file are not its own to add to
 * @param password what counts where the text has neither {@code API.Password} nor {@code
 *     API.PasswordFile}: a password or a hash; from the environment variable {@code
 *     PATCHBAY_API_PASSWORD}, where {@code patchbay ctl} looks too
 */
public record ConfigSource(
    String text, String origin, List<String> proxyAddresses, Optional<String> password) {
  /** The environment variable that may hold the password. */
  public static final String PASSWORD_VARIABLE = "PATCHBAY_API_PASSWORD";

  /** The largest configuration that is read, in bytes. A real one has a few thousand. */
  public static final int MAX_BYTES = 8 << 20;

  public ConfigSource {
    proxyAddresses = List.copyOf(proxyAddresses);
  }

  /** One without a word from the environment. */
  public ConfigSource(String text, String origin) {
    this(text, origin, List.of(), Optional.empty());
  }

  /**
   * Takes the first of: the text, the file, the environment variable {@code CONFIG} (text), the
   * environment variable {@code CONFIG_PATH} (file). An empty one counts as absent, because a BOSH
   * or container template renders a value that is not set as an empty one.
   *
   * @throws ConfigException if there is none, or the file cannot be read
   */
  public static ConfigSource choose(
      Optional<String> config, Optional<Path> configPath, Map<String, String> environment)
      throws ConfigException {
    return chooseText(config, configPath, environment).in(environment);
  }

  /**
   * The same text with what these variables have to say.
   *
   * @throws ConfigException if one of them is faulty
   */
  public ConfigSource in(Map<String, String> environment) throws ConfigException {
    Optional<String> found =
        Optional.ofNullable(environment.get(PASSWORD_VARIABLE)).filter(word -> !word.isEmpty());
    return new ConfigSource(text, origin, addresses(environment), found);
  }

  private static List<String> addresses(Map<String, String> environment) throws ConfigException {
    String value = environment.getOrDefault("PROXY_ADDRESSES", "").trim();
    List<String> addresses = value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
    for (int i = 0; i < addresses.size(); i++) {
      if (!ProxyUri.isAddress(addresses.get(i))) {
        // Not shown: a password may stand in it.
        throw new ConfigException(
            "the environment variable PROXY_ADDRESSES is not valid",
            List.of("word " + (i + 1) + ": expected " + ProxyUri.EXPECTED));
      }
    }
    return addresses;
  }

  private static ConfigSource chooseText(
      Optional<String> config, Optional<Path> configPath, Map<String, String> environment)
      throws ConfigException {
    Optional<String> text = config.filter(given -> !given.isEmpty());
    if (text.isPresent()) {
      return new ConfigSource(text.get(), "the flag -config");
    }
    Optional<Path> path = configPath.filter(given -> !given.toString().isEmpty());
    if (path.isPresent()) {
      return read(path.get(), "the flag -configPath");
    }
    String textVariable = environment.getOrDefault("CONFIG", "");
    if (!textVariable.isEmpty()) {
      return new ConfigSource(textVariable, "the environment variable CONFIG");
    }
    String pathVariable = environment.getOrDefault("CONFIG_PATH", "");
    if (!pathVariable.isEmpty()) {
      return read(Path.of(pathVariable), "the environment variable CONFIG_PATH");
    }
    throw new ConfigException(
        "no configuration is given, expected one of",
        List.of(
            "-config=TEXT",
            "-configPath=FILE",
            "the environment variable CONFIG (text)",
            "the environment variable CONFIG_PATH (file)"));
  }

  /**
   * The same once more, for a reload: what is no regular file is refused, for nobody may ever write
   * to a pipe again.
   *
   * @throws ConfigException as {@link #choose}, or if the file is no regular one
   */
  public static ConfigSource chooseAgain(
      Optional<String> config, Optional<Path> configPath, Map<String, String> environment)
      throws ConfigException {
    boolean isText =
        config.filter(given -> !given.isEmpty()).isPresent()
            || configPath.isEmpty() && !environment.getOrDefault("CONFIG", "").isEmpty();
    Optional<Path> path =
        configPath
            .filter(given -> !given.toString().isEmpty())
            .or(() -> Optional.ofNullable(environment.get("CONFIG_PATH")).map(Path::of));
    if (!isText
        && path.isPresent()
        && Files.exists(path.get())
        && !Files.isRegularFile(path.get())) {
      throw unreadable(path.get().toString(), "it is not a regular file, and cannot be read again");
    }
    return choose(config, configPath, environment);
  }

  /**
   * Reads a file.
   *
   * @param namedBy where the path was given, for messages
   * @throws ConfigException if it cannot be read, is no UTF-8 text or larger than {@link
   *     #MAX_BYTES}
   */
  public static ConfigSource read(Path path, String namedBy) throws ConfigException {
    if (Files.isDirectory(path)) {
      throw unreadable(path.toString(), "it is a directory, named by " + namedBy);
    }
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, path.toString());
    } catch (NoSuchFileException e) {
      throw unreadable(path.toString(), "there is no such file, named by " + namedBy);
    } catch (AccessDeniedException e) {
      throw unreadable(path.toString(), "permission is denied, named by " + namedBy);
    } catch (IOException e) {
      throw unreadable(path.toString(), e.getMessage() + ", named by " + namedBy);
    }
  }

  /**
   * Reads a stream to its end. The caller closes it.
   *
   * @throws ConfigException as {@link #read(Path, String)}
   */
  public static ConfigSource read(InputStream in, String origin) throws ConfigException {
    try {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw unreadable(origin, "it is larger than " + MAX_BYTES + " bytes");
      }
      // A new decoder reports malformed input, where a String's constructor would hide it.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new ConfigSource(text, origin);
    } catch (CharacterCodingException e) {
      throw unreadable(origin, "it is not UTF-8 text");
    } catch (IOException e) {
      throw unreadable(origin, e.getMessage());
    }
  }

  /** Leaves the text out: it holds passwords. */
  @Override
  public String toString() {
    return "ConfigSource[" + origin + "]";
  }

  private static ConfigException unreadable(String origin, String reason) {
    return new ConfigException("cannot read the configuration", List.of(origin + ": " + reason));
  }
}
