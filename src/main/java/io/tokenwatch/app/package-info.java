/** The program without a command line: settings, and putting the parts together. */
package io.tokenwatch.app;
