package dev.patchbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A value of any kind in any key's place: the text stays JSON, as a program would render it. */
class ConfigValuesProperties {
  private static final JsonObject WHOLE =
      new JsonObject(
          """
          {"BindAddress": "127.0.0.1", "HealthPort": 1936, "StaticDir": "", "StateFile": "",
           "LogLevel": "info",
           "StatusLog": {"Enabled": true, "Interval": "1m30s"},
           "Metrics": {"Enabled": true, "Port": 9999},
           "GaleraAgentTLS": {"Enabled": false, "ServerName": "x", "CA": ""},
           "API": {"Port": 8080, "AggregatorPort": 8082, "Username": "u", "Password": "p",
                   "ForceHttps": false, "ProxyURIs": ["https://a.example"],
                   "TLS": {"Enabled": false, "Certificate": "", "PrivateKey": ""}},
           "Proxy": {"Port": 3306, "InactiveMysqlPort": 3307, "HealthcheckTimeoutMillis": 5000,
                     "HealthcheckIntervalMillis": 500, "ShutdownDelaySeconds": 0,
                     "ActiveNodePolicy": "sticky", "MaxSessions": 0, "MaxSessionsPerSource": 0,
                     "HoldMillis": 0, "HoldMaxSessions": 100,
                     "AllowedSources": ["10.0.0.0/8"],
                     "ProxyProtocol": {"From": ["10.0.0.1"], "ToBackend": "off"},
                     "Backends": [
                       {"Name": "a", "Host": "h", "Port": 3306, "StatusPort": 9200,
                        "StatusEndpoint": "/", "Priority": 0},
                       {"Name": "b", "Host": "i", "Port": 3306, "StatusPort": 9200,
                        "StatusEndpoint": "/"}]},
           "Listeners": [{"Name": "aware", "Port": 3308, "Protocol": "mysql"}]}
          """);

  @Provide
  Arbitrary<Object> values() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "",
            " ",
            "\u0000",
            "\ud83d",
            "\u202e",
            "a\nb",
            "-----BEGIN CERTIFICATE-----",
            "1m1m1m",
            "9".repeat(30),
            "fe80::1%eth0",
            "1.2.3.4/33",
            "::/129",
            "x".repeat(100_000),
            "${HOME}",
            true,
            -1,
            0,
            65_536,
            Long.MAX_VALUE,
            new BigInteger("18446744073709551616"),
            new BigDecimal("1e400"),
            1.5,
            new JsonObject(),
            new JsonObject().put("", new JsonObject()),
            new JsonArray(),
            new JsonArray().addNull(),
            new JsonArray().add(new JsonArray())),
        Arbitraries.strings().ofMaxLength(8).map(Object.class::cast),
        Arbitraries.integers().map(Object.class::cast),
        Arbitraries.just(NULL));
  }

  private static final Object NULL = new Object();

  @Property(tries = 4000)
  void anyValueInAnyPlace_isAConfigurationOrNamesItsFaults(
      @ForAll("values") Object value, @ForAll("values") Object another, @ForAll int place) {
    JsonObject changed = WHOLE.copy();
    put(changed, place, fresh(value));
    put(changed, place / 7 + 1, fresh(another));

    try {
      assertThat(ConfigLoader.load(changed.encode(), "test").config()).isNotNull();
    } catch (ConfigException e) {
      assertThat(e.faults())
          .isNotEmpty()
          .allSatisfy(fault -> assertThat(fault).hasLineCount(1).hasSizeLessThan(5_000));
    }
  }

  /** Without this the property would hold of a text that has nothing right in it. */
  @Property(tries = 1)
  void unchanged_isAConfiguration() throws ConfigException {
    assertThat(ConfigLoader.load(WHOLE.encode(), "test").config().proxy().port()).isEqualTo(3306);
  }

  /** What may be put into another, or into itself, is never the same object twice. */
  private static Object fresh(Object value) {
    if (value instanceof JsonObject object) {
      return object.copy();
    }
    if (value instanceof JsonArray list) {
      return list.copy();
    }
    return value == NULL ? null : value;
  }

  /** Puts it in the place of one of the values, wherever that is. */
  private static void put(JsonObject object, int place, Object value) {
    List<String> names = List.copyOf(object.fieldNames());
    if (names.isEmpty()) {
      return;
    }
    int index = Math.floorMod(place, names.size());
    String name = names.get(index);
    int rest = Math.floorDiv(place, names.size());
    Object there = object.getValue(name);
    boolean deeper = Math.floorMod(rest, 8) != 0;
    if (deeper && there instanceof JsonObject inner && !inner.isEmpty()) {
      put(inner, rest, value);
    } else if (deeper && there instanceof JsonArray list && !list.isEmpty()) {
      int at = Math.floorMod(rest, list.size());
      if (list.getValue(at) instanceof JsonObject inner) {
        put(inner, rest, value);
      } else {
        list.set(at, value);
      }
    } else {
      object.put(name, value);
    }
  }
}
