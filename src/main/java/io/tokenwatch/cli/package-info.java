/** The commands: what stands on the command line, what is printed, and the exit codes. */
package io.tokenwatch.cli;
