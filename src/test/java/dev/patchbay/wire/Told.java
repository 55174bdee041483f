package dev.patchbay.wire;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a conversation tells, a line for each event. */
final class Told implements ConversationEvents {
  final List<String> lines = new ArrayList<>();

  @Override
  public int commandHead() {
    return 64;
  }

  @Override
  public void greeted(Greeting greeting) {
    lines.add("greeted " + greeting.version());
  }

  @Override
  public void tlsRequested() {
    lines.add("tls");
  }

  @Override
  public void introduced(HandshakeResponse login) {
    lines.add("introduced " + login);
  }

  @Override
  public void switched(AuthSwitch request) {
    lines.add("switched " + request.plugin());
  }

  @Override
  public void loggedIn(OkPacket ok) {
    lines.add("in " + ok);
  }

  @Override
  public void refused(ErrorPacket error) {
    lines.add("refused " + error);
  }

  @Override
  public void command(Command command, FieldReader head) {
    lines.add("command " + command + " " + new String(head.rest()));
  }

  @Override
  public void ok(Command command, OkPacket ok) {
    lines.add("ok " + command + " " + ok);
  }

  @Override
  public void prepared(int statement, int parameters, int columns) {
    lines.add("prepared " + statement + " " + parameters + " " + columns);
  }

  @Override
  public void error(Command command, ErrorPacket error) {
    lines.add("error " + command + " " + error);
  }

  @Override
  public void progress(Command command) {
    lines.add("progress " + command);
  }

  @Override
  public void fileRequested(Command command) {
    lines.add("file " + command);
  }

  @Override
  public void replied(Command command) {
    lines.add("replied " + command);
  }

  @Override
  public void quit() {
    lines.add("quit");
  }

  @Override
  public void lost(Opaque reason) {
    lines.add("lost " + reason);
  }

  long count(String beginning) {
    return lines.stream().filter(line -> line.startsWith(beginning)).count();
  }
}
