package dev.patchbay.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.patchbay.config.MysqlPort;
import dev.patchbay.testing.TestPorts;
import dev.patchbay.topology.MysqlTerms;
import dev.patchbay.topology.Selector;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Whoever reads of a new node in the log, and connects that moment. */
class ListenersBeforeLogsTest {

  @Test
  void clientOfTheLastListener_isServed_whileTheFirstLineOfItsNodeIsWritten() throws Exception {
    int aware = TestPorts.find(1).get(0);
    try (ProxyBed bed = new ProxyBed(1, ProxyBed.INTERVAL_MILLIS);
        AtLine line =
            new AtLine("Previously unhealthy backend became healthy.", () -> ask(bed, aware))) {
      bed.config =
          bed.config.listening(
              List.of(
                  new MysqlPort("aware", aware, Selector.ACTIVE, Optional.of(MysqlTerms.DEFAULT))));

      bed.start();

      assertThat(line.heard.get(60, TimeUnit.SECONDS)).isEqualTo("mysql/0");
    }
  }

  private static String ask(ProxyBed bed, int port) throws IOException {
    try (Socket session = bed.connect(port)) {
      return ProxyBed.greeting(session).orElse("nobody");
    }
  }

  @FunctionalInterface
  private interface Question {
    String ask() throws IOException;
  }

  /** Asks while this line is being written: its thread goes on after the answer. */
  private static final class AtLine extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    final CompletableFuture<String> heard = new CompletableFuture<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final String text;
    private final Question question;

    AtLine(String text, Question question) {
      this.text = text;
      this.question = question;
      start();
      logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getMessage().equals(text)) {
        try {
          heard.complete(question.ask());
        } catch (IOException e) {
          heard.completeExceptionally(e);
        }
      }
    }

    @Override
    public void close() {
      logger.detachAppender(this);
    }
  }
}
