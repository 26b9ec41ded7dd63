package io.tokenwatch.engine.annotation;

/** The ATT&amp;CK tactics and techniques of a detection, each as an id, a blank and a name. */
public @interface Attack {
    String[] tactics();

    String[] techniques();
}
