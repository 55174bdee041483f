/**
 * Puts the rooms together: starts them in order, so that the proxy is ready when it says so, and
 * stops them in order, so that nobody is cut who need not be.
 */
package dev.patchbay.app;
