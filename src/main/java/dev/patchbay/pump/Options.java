package dev.patchbay.pump;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import java.util.Map;

/** Sets a map of options on Netty's two bootstraps, whose types do not allow it directly. */
final class Options {

  private Options() {}

  static void set(Bootstrap bootstrap, Map<ChannelOption<?>, Object> options) {
    options.forEach((option, value) -> bootstrap.option(cast(option), value));
  }

  static void setChild(ServerBootstrap bootstrap, Map<ChannelOption<?>, Object> options) {
    options.forEach((option, value) -> bootstrap.childOption(cast(option), value));
  }

  @SuppressWarnings("unchecked")
  private static ChannelOption<Object> cast(ChannelOption<?> option) {
    return (ChannelOption<Object>) option;
  }
}
