/**
 * What several rooms need to say something to people, and say it alike. Knows nothing of nodes,
 * routes or sessions.
 */
package dev.patchbay.text;
