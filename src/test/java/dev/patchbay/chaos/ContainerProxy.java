package dev.patchbay.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A proxy that is a container. */
final class ContainerProxy extends ChaosProxy {
  private static final int PATIENCE_SECONDS = 30;

  private final DockerClient docker;

  ContainerProxy(DockerClient docker, int number) {
    super(number);
    this.docker = docker;
  }

  @Override
  String address() {
    return ContainerLan.CLIENTS.address(host());
  }

  @Override
  int connectionsTo(String address, int port) throws IOException, InterruptedException {
    String id =
        docker
            .execCreateCmd(ContainerLan.called(host()))
            .withCmd(connections(address, port))
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    StringBuffer said = new StringBuffer();
    boolean ended =
        docker
            .execStartCmd(id)
            .exec(
                new ResultCallback.Adapter<Frame>() {
                  @Override
                  public void onNext(Frame frame) {
                    said.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                  }
                })
            .awaitCompletion(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Long code = docker.inspectExecCmd(id).exec().getExitCodeLong();
    if (!ended || code == null || code != 0) {
      throw new IOException("ss in " + host() + ": exit code " + code + ", " + said);
    }
    return lines(said.toString());
  }
}
