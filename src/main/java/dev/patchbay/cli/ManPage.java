package dev.patchbay.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A manual page in man(7) macros, from Picocli's model of a command. Our own, because Picocli's
 * generator writes AsciiDoc, and what turns that into a page is a Ruby program of its own.
 */
final class ManPage {
  private final List<String> lines = new ArrayList<>();

  private ManPage() {}

  /** The page of this command; its subcommands are sections of it. */
  static String of(CommandSpec command) {
    ManPage page = new ManPage();
    page.write(command);
    return String.join("\n", page.lines) + "\n";
  }

  private void write(CommandSpec command) {
    String name = command.qualifiedName("-");
    List<String> description = description(command);
    add(".TH \"%s\" 1 \"\" Patchbay \"User commands\"".formatted(name.toUpperCase(Locale.ROOT)));
    section("NAME");
    add(text(name) + " \\- " + text(summary(description)));
    section("SYNOPSIS");
    synopsis(command);
    section("DESCRIPTION");
    paragraphs(description);
    arguments(command, "OPTIONS", false);
    commands(command);
    exitCodes(command);
    List<String> footer = List.of(command.usageMessage().footer());
    if (!footer.isEmpty()) {
      section("NOTES");
      paragraphs(footer);
    }
  }

  private void synopsis(CommandSpec command) {
    String[] custom = command.usageMessage().customSynopsis();
    if (custom.length == 0) {
      String words =
          "[options]"
              + command.positionalParameters().stream()
                  .filter(p -> !p.hidden())
                  .map(
                      p ->
                          p.arity().min() == 0 ? " [" + p.paramLabel() + "]" : " " + p.paramLabel())
                  .collect(Collectors.joining())
              + (visible(command).isEmpty()
                  ? ""
                  : " " + command.usageMessage().synopsisSubcommandLabel());
      add(bold(command.qualifiedName()) + " " + text(words));
      return;
    }
    add(".nf");
    for (String line : custom) {
      add(text(line.strip()));
    }
    add(".fi");
  }

  private void commands(CommandSpec command) {
    List<CommandSpec> all = visible(command);
    if (all.isEmpty()) {
      return;
    }
    section("COMMANDS");
    // Each of the whole program's commands has options of its own, and so a page.
    boolean brief = command.parent() == null;
    for (CommandSpec sub : all) {
      if (brief) {
        add(".TP");
        add(bold(sub.name()));
        add(text(summary(description(sub))));
      } else {
        whole(sub);
      }
    }
  }

  private void whole(CommandSpec command) {
    add(".SS " + text(command.qualifiedName()));
    synopsis(command);
    add(".PP");
    paragraphs(description(command));
    arguments(command, "", true);
    visible(command).forEach(this::whole);
  }

  /**
   * @param ownOnly leaves out what a command has of its parent
   */
  private void arguments(CommandSpec command, String heading, boolean ownOnly) {
    List<PositionalParamSpec> positional =
        command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
    List<OptionSpec> options =
        command.options().stream().filter(o -> !o.hidden() && !(ownOnly && o.inherited())).toList();
    if (!heading.isEmpty() && !(positional.isEmpty() && options.isEmpty())) {
      section(heading);
    }
    positional.forEach(p -> argument("\\fI" + text(p.paramLabel()) + "\\fR", p));
    for (OptionSpec option : options) {
      String label = option.paramLabel();
      String names =
          List.of(option.names()).stream().map(ManPage::bold).collect(Collectors.joining(", "));
      boolean takesValue = option.arity().max() > 0;
      argument(takesValue ? names + " \\fI" + text(label) + "\\fR" : names, option);
    }
  }

  private void argument(String title, ArgSpec argument) {
    add(".TP");
    add(title);
    for (String line : argument.description()) {
      add(text(line));
    }
  }

  private void exitCodes(CommandSpec command) {
    var codes = command.usageMessage().exitCodeList();
    if (codes.isEmpty()) {
      return;
    }
    section("EXIT STATUS");
    codes.forEach(
        (code, meaning) -> {
          add(".TP");
          add(bold(code.strip()));
          add(text(meaning));
        });
  }

  /** An empty line begins a paragraph; an indented one stays a line. */
  private void paragraphs(List<String> texts) {
    boolean begin = false;
    for (String paragraph : texts) {
      for (String line : paragraph.formatted().split("\n", -1)) {
        if (line.isBlank()) {
          begin = true;
        } else {
          if (begin) {
            add(".PP");
          }
          begin = false;
          if (line.startsWith("  ")) {
            add(".br");
          }
          add(text(line.strip()));
          if (line.startsWith("  ")) {
            add(".br");
          }
        }
      }
    }
  }

  private static List<CommandSpec> visible(CommandSpec command) {
    return command.subcommands().values().stream()
        .map(line -> line.getCommandSpec())
        .filter(sub -> !sub.usageMessage().hidden())
        .distinct()
        .toList();
  }

  private static List<String> description(CommandSpec command) {
    return List.of(command.usageMessage().description()).stream()
        .dropWhile(String::isBlank)
        .toList();
  }

  /** The first sentence, without its full stop. */
  private static String summary(List<String> description) {
    String first = description.isEmpty() ? "" : description.get(0);
    return first.replaceFirst("[.:](\\s.*)?$", "");
  }

  private void section(String name) {
    add(".SH " + (name.contains(" ") ? '"' + name + '"' : name));
  }

  private void add(String line) {
    lines.add(line);
  }

  private static String bold(String words) {
    return "\\fB" + text(words) + "\\fR";
  }

  /** As troff takes it: its own signs are written as escapes, and no line begins with a request. */
  private static String text(String plain) {
    String safe =
        plain.replace("%n", "").replace("%%", "%").replace("\\", "\\e").replace("-", "\\-");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
