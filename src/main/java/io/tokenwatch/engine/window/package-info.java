/** The named window {@code #keyed_timetolive}: rows that are looked up by a key until their time is over. */
package io.tokenwatch.engine.window;
