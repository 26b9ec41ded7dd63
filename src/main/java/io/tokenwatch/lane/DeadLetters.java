package io.tokenwatch.lane;

import io.tokenwatch.event.DeadLetter;

/** Where rows go that are not taken. Safe to share. */
@FunctionalInterface
public interface DeadLetters {
    void add(DeadLetter letter);
}
