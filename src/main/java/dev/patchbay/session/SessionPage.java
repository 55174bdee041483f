package dev.patchbay.session;

import java.util.List;

/**
 * Some of the sessions that were asked for.
 *
 * @param total how many there are of that kind in all
 * @param sessions those of this page, but for any that ended while they were listed
 */
public record SessionPage(int total, List<SessionView> sessions) {}
