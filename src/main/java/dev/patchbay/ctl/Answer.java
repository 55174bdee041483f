package dev.patchbay.ctl;

/**
 * What the API answered.
 *
 * @param text as it came
 * @param fields the same, read
 */
record Answer(int status, String text, Fields fields) {}
