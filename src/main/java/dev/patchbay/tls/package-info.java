/** What TLS is offered and asked for, wherever it is: decided here alone. JDK only. */
package dev.patchbay.tls;
