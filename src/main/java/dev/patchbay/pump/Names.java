package dev.patchbay.pump;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DefaultDnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddresses;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import io.vertx.core.Vertx;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks host names up, without blocking: in the hosts file, else in the DNS, which is asked for
 * IPv4 and IPv6 addresses at once. Each answer is kept for its TTL, within the bounds of Vert.x's
 * options. Vert.x's own resolver asks the same servers, but is content with the first family that
 * answers.
 */
public final class Names {
  /** Once one family's addresses are here, the other one is waited for so long (RFC 8305). */
  private static final long OTHER_FAMILY_MILLIS = 50;

  /**
   * So long it is kept that a host has no IPv6 address, in place of a question with each session.
   * That it has none at all is asked for anew: what is kept does not say why.
   */
  private static final int NO_IPV6_SECONDS = 1;

  private final VertxInternal vertx;
  private final EventLoop elsewhere;
  private final HostsFile hosts = new HostsFile();
  private final List<DnsAddressResolverGroup> families = new ArrayList<>();

  /**
   * @param vertx says which DNS servers are asked, and how long
   */
  public Names(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
    this.elsewhere = this.vertx.createEventLoopContext().nettyEventLoop();
    families.add(resolver(this.vertx, ResolvedAddressTypes.IPV4_ONLY, 0));
    if (!NetUtil.isIpV4StackPreferred()) {
      families.add(resolver(this.vertx, ResolvedAddressTypes.IPV6_ONLY, NO_IPV6_SECONDS));
    }
  }

  /**
   * All addresses of a host, as below.
   *
   * @param host a DNS name or an IP address
   * @return completes on the caller's context; fails if there is none
   */
  public io.vertx.core.Future<List<InetAddress>> addresses(String host) {
    ContextInternal context = vertx.getOrCreateContext();
    EventLoop loop = context.nettyEventLoop();
    PromiseInternal<List<InetAddress>> found = context.promise();
    if (loop.inEventLoop()) {
      addresses(loop, host).addListener(found);
    } else {
      loop.execute(() -> addresses(loop, host).addListener(found));
    }
    return found.future();
  }

  /** The address that this text is; empty if it is a name. From any thread. */
  public static Optional<InetAddress> ofText(String text) {
    return Optional.ofNullable(NetUtil.createByteArrayFromIpAddressString(text))
        .map(Names::address);
  }

  /**
   * All addresses of a host, IPv4 before IPv6, each family in the order of the answer. On this
   * loop.
   *
   * @param host a DNS name or an IP address
   * @return fails if there is none; it may take longer than anybody wants to wait
   */
  Future<List<InetAddress>> addresses(EventLoop loop, String host) {
    List<InetAddress> known = ofText(host).map(List::of).orElseGet(() -> hosts.addresses(host));
    if (!known.isEmpty()) {
      return loop.newSucceededFuture(known);
    }
    if (Rings.has(loop)) {
      return askedElsewhere(loop, host);
    }
    try {
      return new LookUp(loop, host).answer;
    } catch (RuntimeException | Error e) {
      // For want of a descriptor, a resolver cannot be made.
      return loop.newFailedFuture(e);
    }
  }

  /** Vert.x's sockets, which ask, are none for a ring. */
  private Future<List<InetAddress>> askedElsewhere(EventLoop loop, String host) {
    Promise<List<InetAddress>> answer = loop.newPromise();
    elsewhere.execute(() -> PromiseNotifier.cascade(addresses(elsewhere, host), answer));
    return answer;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("no address has so many bytes: " + bytes.length, e);
    }
  }

  private static DnsAddressResolverGroup resolver(
      VertxInternal vertx, ResolvedAddressTypes types, int negativeTtlSeconds) {
    AddressResolverOptions options = vertx.nameResolver().options();
    DnsNameResolverBuilder builder =
        builder(vertx)
            .resolvedAddressTypes(types)
            .resolveCache(
                new DefaultDnsCache(0, options.getCacheMaxTimeToLive(), negativeTtlSeconds))
            .queryTimeoutMillis(options.getQueryTimeout())
            .maxQueriesPerResolve(options.getMaxQueries())
            .ndots(1);
    if (options.getSearchDomains() != null) {
      builder.searchDomains(options.getSearchDomains());
    }
    return new DnsAddressResolverGroup(builder);
  }

  /** How the servers are reached: by UDP, and by TCP when an answer is too long for it. */
  static DnsNameResolverBuilder builder(VertxInternal vertx) {
    return new DnsNameResolverBuilder()
        .datagramChannelFactory(() -> vertx.transport().datagramChannel())
        .socketChannelFactory(
            () -> (SocketChannel) vertx.transport().channelFactory(false).newChannel())
        .hostsFileEntriesResolver((host, family) -> null)
        .nameServerProvider(servers(vertx.nameResolver().options()));
  }

  /** The servers that these options name, else the system's. */
  static DnsServerAddressStreamProvider servers(AddressResolverOptions options) {
    if (options.getServers() == null || options.getServers().isEmpty()) {
      return DefaultDnsServerAddressStreamProvider.INSTANCE;
    }
    DnsServerAddresses servers =
        DnsServerAddresses.sequential(options.getServers().stream().map(Names::server).toList());
    return host -> servers.stream();
  }

  /** As Vert.x reads it: an address, and perhaps a port after the last colon. */
  private static InetSocketAddress server(String text) {
    int colon = text.lastIndexOf(':');
    String address = colon < 0 ? text : text.substring(0, colon);
    int port = colon < 0 ? 53 : Integer.parseInt(text.substring(colon + 1));
    return new InetSocketAddress(
        address(NetUtil.createByteArrayFromIpAddressString(address)), port);
  }

  /** One question to the DNS, for both families. On its loop. */
  private final class LookUp {
    final Promise<List<InetAddress>> answer;
    private final List<Future<List<InetSocketAddress>>> asked = new ArrayList<>();

    LookUp(EventLoop loop, String host) {
      answer = loop.newPromise();
      InetSocketAddress question = InetSocketAddress.createUnresolved(host, 0);
      families.forEach(family -> asked.add(family.getResolver(loop).resolveAll(question)));
      asked.forEach(family -> family.addListener(f -> answered(loop, f)));
    }

    private void answered(EventLoop loop, Future<?> family) {
      if (asked.stream().allMatch(Future::isDone)) {
        give();
      } else if (family.isSuccess()) {
        loop.schedule(this::give, OTHER_FAMILY_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private void give() {
      List<InetAddress> found = new ArrayList<>();
      for (Future<List<InetSocketAddress>> family : asked) {
        if (family.isSuccess()) {
          family.getNow().forEach(a -> found.add(a.getAddress()));
        }
      }
      if (found.isEmpty()) {
        answer.tryFailure(asked.get(0).cause());
      } else {
        answer.trySuccess(List.copyOf(found));
      }
    }
  }
}
