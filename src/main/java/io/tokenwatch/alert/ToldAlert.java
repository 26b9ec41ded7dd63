package io.tokenwatch.alert;

import java.time.Instant;

/**
 * How an alert was told last, to be remembered over a restart. Immutable.
 *
 * @param id the alert's id
 * @param detection the id of its detection
 * @param status where it stood
 * @param revision which telling it was, from 1
 * @param at when it was told
 * @param content a digest of what was told of it apart from its id, status and revision
 * @param json what was told, as one JSON object on one line
 */
public record ToldAlert(
        String id, String detection, Status status, int revision, Instant at, String content, String json) {}
