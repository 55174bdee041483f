package dev.patchbay.endurance;

import java.util.Map;
import java.util.Set;

/**
 * What a proxy has, as seen from outside, at a moment without sessions.
 *
 * @param sessions that it says it has
 * @param descriptors open files of its process
 * @param threads of its process, without those of the JVM's compilers, which come and go
 * @param heapBytes of its heap in use after a collection
 * @param directBytes of buffers outside of the heap, as the metrics tell
 * @param otherNativeBytes what it has taken outside of the heap by itself, as the JVM counts: the
 *     buffers that the metrics do not know among it
 * @param residentBytes of its process, without its heap
 * @param series all series of its metrics: name and labels, without the collector's own
 * @param instances how many objects there are of each class of ours
 */
record Figures(
    long sessions,
    long descriptors,
    long threads,
    long heapBytes,
    long directBytes,
    long otherNativeBytes,
    long residentBytes,
    Set<String> series,
    Map<String, Long> instances) {

  Figures {
    series = Set.copyOf(series);
    instances = Map.copyOf(instances);
  }
}
