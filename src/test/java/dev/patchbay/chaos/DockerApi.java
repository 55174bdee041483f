package dev.patchbay.chaos;

import com.github.dockerjava.api.DockerClient;
import java.net.URI;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/** Docker, by Testcontainers' client. */
final class DockerApi {
  private static final String VERSION = "api.version";

  private DockerApi() {}

  /**
   * Speaks the version that the daemon knows. Before anything else of Testcontainers.
   *
   * @param version such as 1.41; the library's own, which an older daemon refuses, may be newer
   */
  static void speak(String version) {
    System.setProperty(VERSION, version);
  }

  /** The system properties that another JVM needs in order to do the same. */
  static Map<String, String> system() {
    return Map.of(VERSION, System.getProperty(VERSION));
  }

  static DockerClient client() {
    return DockerClientFactory.lazyClient();
  }

  /** The daemon's socket on this machine. */
  static String socket() {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    URI uri = URI.create(host);
    if (!"unix".equals(uri.getScheme())) {
      throw new IllegalStateException("DOCKER_HOST: a unix:// socket is needed, not " + host);
    }
    return uri.getPath();
  }
}
