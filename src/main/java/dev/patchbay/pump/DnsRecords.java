package dev.patchbay.pump;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks the DNS which records a name has, without blocking: the servers of {@link Names}, one after
 * the other until one answers whole; by TCP where UDP is too small. What it says is neither kept
 * nor taken from the hosts file. All calls, and what they complete, on one context's event loop.
 */
public final class DnsRecords {
  /** So long one server is waited for. */
  private static final int QUERY_TIMEOUT_MILLIS = 2000;

  /**
   * A target becomes part of a node's name, in logs and pages: only what a host's name may have.
   */
  private static final Pattern HOST_NAME =
      Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?");

  private final VertxInternal vertx;
  private final List<String> searchDomains;
  private Optional<DnsNameResolver> resolver = Optional.empty();

  /**
   * One record.
   *
   * @param host an IP address or, of an SRV record, a host name in small letters without a last dot
   * @param port of an SRV record its port, 1 to 65535; of an address 0
   */
  public record Entry(String host, int port) {}

  /**
   * The records of a name, each once; none if it has none or does not exist.
   *
   * @param ttlSeconds for how long it may be kept, 0 or more; of no records 0
   */
  public record Answer(List<Entry> entries, long ttlSeconds) {
    public Answer {
      entries = List.copyOf(entries);
    }
  }

  /**
   * @param vertx says which DNS servers are asked
   */
  public DnsRecords(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
    this.searchDomains =
        Optional.ofNullable(this.vertx.nameResolver().options().getSearchDomains())
            .orElseGet(SearchDomains::ofTheSystem);
  }

  /**
   * The addresses of a name: those of IPv4, or if it has none those of IPv6. A host with both must
   * not be taken for two.
   *
   * @return fails if no server gives a whole answer
   */
  public Future<Answer> addresses(String name) {
    return records(name, DnsRecordType.A)
        .compose(
            found ->
                found.entries().isEmpty() && !NetUtil.isIpV4StackPreferred()
                    ? records(name, DnsRecordType.AAAA)
                    : Future.succeededFuture(found));
  }

  /**
   * The hosts and ports of a name's SRV records, whatever their priority and weight.
   *
   * @return fails if no server gives a whole answer
   */
  public Future<Answer> services(String name) {
    return records(name, DnsRecordType.SRV);
  }

  private Future<Answer> records(String name, DnsRecordType type) {
    ContextInternal context = vertx.getOrCreateContext();
    Promise<Answer> answer = context.promise();
    try {
      List<String> candidates = new ArrayList<>(List.of(name));
      if (!name.endsWith(".")) {
        searchDomains.forEach(domain -> candidates.add(name + "." + domain));
      }
      new LookUp(resolver(context.nettyEventLoop()), candidates, type, answer).tryName();
    } catch (RuntimeException | Error e) {
      // For want of a descriptor, a resolver cannot be made; or no name has this form.
      answer.tryFail(e);
    }
    return answer.future();
  }

  private DnsNameResolver resolver(EventLoop loop) {
    if (resolver.isEmpty()) {
      resolver =
          Optional.of(
              Names.builder(vertx)
                  .eventLoop(loop)
                  .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS)
                  .build());
    }
    return resolver.get();
  }

  /** Gives up what it holds; it may be used again. */
  public void close() {
    resolver.ifPresent(DnsNameResolver::close);
    resolver = Optional.empty();
  }

  /** One name as it is, and then in each search domain, until one has such records. */
  private final class LookUp {
    private final DnsNameResolver by;
    private final List<String> names;
    private final DnsRecordType type;
    private final Promise<Answer> answer;
    private int at;
    private int asked;
    private boolean refused;
    private DnsServerAddressStream servers;

    LookUp(DnsNameResolver by, List<String> names, DnsRecordType type, Promise<Answer> answer) {
      this.by = by;
      this.names = names;
      this.type = type;
      this.answer = answer;
    }

    void tryName() {
      String host = names.get(at);
      servers = Names.servers(vertx.nameResolver().options()).nameServerAddressStream(host);
      asked = 0;
      refused = true;
      tryServer();
    }

    private void tryServer() {
      asked++;
      InetSocketAddress server = servers.next();
      by.query(server, new DefaultDnsQuestion(names.get(at), type))
          .addListener(
              (io.netty.util.concurrent.Future<AddressedEnvelope<DnsResponse, InetSocketAddress>>
                      done) -> answered(server, done));
    }

    private void answered(
        InetSocketAddress server,
        io.netty.util.concurrent.Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) {
      if (!done.isSuccess()) {
        failed(server + " did not answer: " + done.cause().getMessage(), false);
        return;
      }
      DnsResponse response = done.getNow().content();
      try {
        DnsResponseCode code = response.code();
        boolean noSuchName = code.equals(DnsResponseCode.NXDOMAIN);
        if (response.isTruncated()) {
          failed("the answer of " + server + " was cut short", false);
        } else if (!noSuchName && !code.equals(DnsResponseCode.NOERROR)) {
          failed(server + " answered " + code, code.equals(DnsResponseCode.REFUSED));
        } else {
          found(read(response, type));
        }
      } catch (RuntimeException e) {
        failed("the answer of " + server + " is broken: " + e.getMessage(), false);
      } finally {
        done.getNow().release();
      }
    }

    private void found(Answer records) {
      if (records.entries().isEmpty() && at + 1 < names.size()) {
        at++;
        goOn(this::tryName);
      } else {
        answer.tryComplete(records);
      }
    }

    /** A server that is not for this name may be for it in a search domain: a short one is. */
    private void failed(String cause, boolean refusal) {
      refused = refused && refusal;
      if (asked < servers.size()) {
        goOn(this::tryServer);
      } else if (refused && at + 1 < names.size()) {
        at++;
        goOn(this::tryName);
      } else {
        answer.tryFail(new UnknownHostException(cause));
      }
    }

    private void goOn(Runnable next) {
      try {
        next.run();
      } catch (RuntimeException e) {
        answer.tryFail(e);
      }
    }
  }

  private static Answer read(DnsResponse response, DnsRecordType type) {
    Set<Entry> entries = new LinkedHashSet<>();
    long ttl = Long.MAX_VALUE;
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      // An alias may not be kept longer than it says either.
      ttl = Math.min(ttl, record.timeToLive());
      if (record.type().equals(type) && record instanceof DnsRawRecord raw) {
        entry(raw, type).ifPresent(entries::add);
      }
    }
    return new Answer(List.copyOf(entries), entries.isEmpty() ? 0 : ttl);
  }

  private static Optional<Entry> entry(DnsRawRecord record, DnsRecordType type) {
    ByteBuf content = record.content().duplicate();
    return type.equals(DnsRecordType.SRV) ? service(content) : address(content);
  }

  private static Optional<Entry> address(ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    try {
      return Optional.of(new Entry(NetUtil.toAddressString(InetAddress.getByAddress(bytes)), 0));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Optional<Entry> service(ByteBuf content) {
    // Priority and weight.
    content.skipBytes(4);
    int port = content.readUnsignedShort();
    String target = DefaultDnsRecordDecoder.decodeName(content).toLowerCase(Locale.ROOT);
    String host = target.endsWith(".") ? target.substring(0, target.length() - 1) : target;
    return port > 0 && HOST_NAME.matcher(host).matches()
        ? Optional.of(new Entry(host, port))
        : Optional.empty();
  }
}
