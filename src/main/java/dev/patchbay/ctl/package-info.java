/**
 * The operator's command line: {@code patchbay ctl}. A command reads its options, asks the API of a
 * proxy that runs elsewhere, and prints. Requests are made by hand over a socket, because loading
 * an HTTP library takes three times as long as all the rest of a command.
 */
package dev.patchbay.ctl;
