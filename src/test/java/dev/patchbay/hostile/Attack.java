package dev.patchbay.hostile;

import java.util.List;

/** What strangers do to a bed. */
interface Attack extends AutoCloseable {

  /** Whether it has done all that it does at least once. */
  boolean isComplete();

  /** What is wrong with how the strangers were treated, a sentence each; empty if nothing is. */
  List<String> findings();

  /** In a few words, what was done. */
  String summary();

  /** Ends it; all its connections are closed. */
  @Override
  void close() throws Exception;
}
