package dev.patchbay.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts are those that were seen when each want was provoked. */
class OwnFaultTest {

  static Stream<Throwable> ours() {
    return Stream.of(
        new SocketException("Too many open files"),
        new IOException("Too many open files in system"),
        new FileNotFoundException("/etc/hosts (Too many open files)"),
        new BindException("Cannot assign requested address"),
        new SocketException("No buffer space available"),
        new IOException("Cannot allocate memory"),
        new OutOfMemoryError("Java heap space"),
        new UnsatisfiedLinkError(
            "libextnet.so: cannot open shared object file: Too many open files"),
        new ConnectException(
            "connect(..) failed with error(-99): Cannot assign requested address: /127.0.0.1:1"),
        new ConnectException("connect(..) failed with error(-99): in another language"),
        new ChannelException(
            "io.netty.channel.unix.Errors$NativeIoException: newSocketStream(..) failed with"
                + " error(-24): Too many open files"),
        new RuntimeException(new ChannelException(new SocketException("Too many open files"))),
        suppressing(
            new UnknownHostException("Failed to resolve"), new IOException("Too many open files")));
  }

  @ParameterizedTest
  @MethodSource("ours")
  void wantOfSomethingOfOurs_isOurs(Throwable fault) {
    assertThat(OwnFault.isOurs(fault)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 23, 24, 28, 99, 105})
  void wantThatTheNativeLibraryNames_isOurs(int errno) {
    assumeThat(Epoll.isAvailable()).isTrue();

    assertThat(OwnFault.isOurs(Errors.newIOException("newSocketStream", -errno))).isTrue();
  }

  static Stream<Throwable> notOurs() {
    return Stream.of(
        new ConnectException("Connection refused"),
        new ConnectException("finishConnect(..) failed with error(-111): Connection refused: /1"),
        new IOException("finishConnect(..) failed with error(-113): No route to host"),
        new SocketException("Connection reset"),
        new SocketException("Network is unreachable"),
        new UnknownHostException("Failed to resolve 'a' [A(1)]"),
        new IllegalArgumentException("invalid version format: TOO MANY OPEN FILES"),
        new IllegalArgumentException("invalid version format: Too many open files"),
        new SSLHandshakeException("No name matching Too many open files found"),
        new IOException());
  }

  @ParameterizedTest
  @MethodSource("notOurs")
  void whatTheOtherEndOrTheNetworkDid_isNotOurs(Throwable fault) {
    assertThat(OwnFault.isOurs(fault)).isFalse();
  }

  @Test
  void causesThatGoInACircle_end() {
    IOException first = new IOException("first");
    IOException second = new IOException("second", first);
    first.initCause(second);

    assertThat(OwnFault.isOurs(first)).isFalse();
  }

  private static Throwable suppressing(Throwable fault, Throwable suppressed) {
    fault.addSuppressed(suppressed);
    return fault;
  }
}
