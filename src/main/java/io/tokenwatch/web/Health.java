package io.tokenwatch.web;

import java.util.List;

/** How the service does. Safe to share. */
public interface Health {
    /** One thing that can be well or not, with what is to be said about it. */
    record Check(String name, boolean up, String detail) {}

    /** What must be well for the process to go on; if it is not, it should be started anew. */
    List<Check> live();

    /** What must be well for events to be taken in. */
    List<Check> ready();

    /** Why no events can be taken in as long as the process starts or stops; null if they can. */
    String notYet();
}
