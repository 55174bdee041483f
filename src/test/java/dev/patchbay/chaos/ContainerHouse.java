package dev.patchbay.chaos;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Network.Ipam;
import dev.patchbay.acceptance.GaleraCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** Starts the containers of {@code acceptance/containers}, and takes them away. One thread. */
final class ContainerHouse implements AutoCloseable {
  private static final String IMAGE = "patchbay-containers";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String LAUNCHER = "exec /opt/patchbay/patchbay";

  /** Succeeds on a node that is in step with its group, and has the users that the tests use. */
  private static final String READY =
      "set -e; for sql in \"SHOW STATUS LIKE 'wsrep_local_state_comment'\" \"SHOW GRANTS FOR faults@'%'\";"
          + " do \"$(command -v mariadb || command -v mysql)\" --no-defaults --user=root"
          + " --socket=/run/mysqld/server.sock -e \"$sql\"; done"
          + " | grep -c -e Synced -e GRANT.ALL | grep -qx 2";

  private final Path directory;
  private final String nodeImage;
  private final List<Network> networks = new ArrayList<>();
  private final List<Machine> machines = new ArrayList<>();

  /** A container with a name and an address of its own, and legs in more networks. */
  private static final class Machine extends GenericContainer<Machine> {
    private final String host;
    private final List<ContainerLan> more;

    Machine(
        String image, String host, ContainerLan first, Network network, List<ContainerLan> more) {
      super(DockerImageName.parse(image));
      this.host = host;
      this.more = more;
      withNetwork(network);
      withNetworkAliases(first.nameOf(host));
      withCreateContainerCmdModifier(
          command ->
              command
                  .withName(ContainerLan.called(host))
                  .withHostName(host)
                  .withIpv4Address(first.address(host)));
    }

    @Override
    protected void containerIsCreated(String id) {
      for (ContainerLan lan : more) {
        lan.connect(getDockerClient(), host, lan.address(host));
      }
    }
  }

  private ContainerHouse(Path directory, String nodeImage) {
    this.directory = directory;
    this.nodeImage = nodeImage;
  }

  /**
   * Three nodes that are one group, and two proxies.
   *
   * @param directory for logs and the report; what is in it stays
   * @param nodeImage with another database server in the nodes than the image of the others; empty
   *     for the same
   */
  static ContainerHouse start(Path directory, String nodeImage) throws IOException {
    ContainerHouse house =
        new ContainerHouse(directory.toAbsolutePath(), nodeImage.isEmpty() ? IMAGE : nodeImage);
    try {
      house.build();
    } catch (IOException | RuntimeException e) {
      house.close();
      throw e;
    }
    return house;
  }

  private void build() throws IOException {
    for (ContainerLan lan : ContainerLan.values()) {
      Ipam ipam = new Ipam().withConfig(new Ipam.Config().withSubnet(lan.subnet()));
      Network network =
          Network.builder()
              .createNetworkCmdModifier(
                  command -> command.withName(lan.network()).withInternal(true).withIpam(ipam))
              .build();
      network.getId(); // it is made now
      networks.add(network);
    }
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      node(Bed.name(node)).start();
    }
    StringBuilder nodes = new StringBuilder();
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      nodes.append(
          "    - {Name: %s, Host: %s, Port: %d, StatusPort: %d, StatusEndpoint: api/v1/status}\n"
              .formatted(
                  Bed.name(node),
                  ContainerLan.NODES.nameOf(Bed.name(node)),
                  ContainerBed.MYSQL_PORT,
                  ContainerBed.AGENT_PORT));
    }
    String configuration =
        ChaosProxy.configuration(
            ContainerLan.PEERS.nameOf("proxy0"),
            ContainerLan.PEERS.nameOf("proxy1"),
            "",
            nodes.toString());
    for (String host : List.of("proxy0", "proxy1")) {
      proxy(host, configuration).start();
    }
  }

  private Machine machine(String image, String host, ContainerLan first, ContainerLan... more) {
    Machine machine = new Machine(image, host, first, networks.get(first.ordinal()), List.of(more));
    machines.add(machine);
    return machine.withStartupTimeout(LIMIT);
  }

  private Path log(String host) throws IOException {
    Path log = Files.createDirectories(directory.resolve(host));
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rwxrwxrwx"));
    return log;
  }

  private static Consumer<CreateContainerCmd> binds(String... binds) {
    return command ->
        command.getHostConfig().withBinds(Stream.of(binds).map(Bind::parse).toArray(Bind[]::new));
  }

  private Machine node(String name) throws IOException {
    List<String> words = new ArrayList<>(List.of("node", name));
    for (int node = 0; node < GaleraCluster.NODES; node++) {
      // By name they would wait for those that do not run: Docker asks elsewhere for these.
      words.add(ContainerLan.NODES.address(Bed.name(node)));
    }
    return machine(nodeImage, name, ContainerLan.NODES)
        .withCommand(words.toArray(String[]::new))
        .withEnv("PATCHBAY_NODE_SQL", Bed.ADMIN_MADE)
        .withCreateContainerCmdModifier(binds(log(name) + ":/log"))
        .waitingFor(Wait.forSuccessfulCommand(READY).withStartupTimeout(LIMIT));
  }

  private Machine proxy(String host, String configuration) throws IOException {
    return machine(IMAGE, host, ContainerLan.NODES, ContainerLan.PEERS, ContainerLan.CLIENTS)
        .withCopyToContainer(Transferable.of(configuration), "/etc/patchbay/config.yml")
        .withCommand(
            "sh", "-c", LAUNCHER + " -configPath /etc/patchbay/config.yml >>/log/proxy.log 2>&1")
        .withCreateContainerCmdModifier(binds(log(host) + ":/log"));
  }

  /**
   * Runs a program of the tests' classes on the clients' machine, which can also ask Docker for
   * what is done to the others.
   *
   * @param output gets what it says
   * @return its exit code
   */
  long run(Class<?> program, List<String> arguments, Consumer<String> output) {
    String classes = System.getProperty("java.class.path");
    List<String> words = new ArrayList<>(List.of("java", "-Xmx1g", "-cp", classes));
    DockerApi.system().forEach((key, value) -> words.add("-D" + key + "=" + value));
    words.add(program.getName());
    words.addAll(arguments);
    Set<String> binds = new TreeSet<>();
    Stream.of(classes.split(File.pathSeparator))
        .filter(path -> Files.exists(Path.of(path)))
        .map(path -> Path.of(path).toAbsolutePath())
        .forEach(path -> binds.add(path + ":" + path + ":ro"));
    binds.add(directory + ":" + directory);
    binds.add(DockerApi.socket() + ":/var/run/docker.sock");
    Machine client =
        machine(IMAGE, "client", ContainerLan.CLIENTS, ContainerLan.NODES)
            .withCommand(words.toArray(String[]::new))
            .withWorkingDirectory(Path.of("").toAbsolutePath().toString())
            .withEnv("LC_ALL", "C.UTF-8")
            .withEnv("TESTCONTAINERS_RYUK_DISABLED", "true")
            .withEnv("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")
            .withLogConsumer(frame -> output.accept(frame.getUtf8String()))
            .withCreateContainerCmdModifier(binds(binds.toArray(String[]::new)));
    client.start();
    return client
        .getDockerClient()
        .waitContainerCmd(client.getContainerId())
        .exec(new WaitContainerResultCallback())
        .awaitStatusCode();
  }

  @Override
  public void close() {
    machines.forEach(GenericContainer::stop);
    networks.forEach(Network::close);
  }
}
