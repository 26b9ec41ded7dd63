package io.tokenwatch.lane;

import io.tokenwatch.event.Ticks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that stands until it is set. */
public final class SetClock extends Clock {
    private volatile Instant now;

    /** @param iso where it stands at first */
    public SetClock(String iso) {
        this.now = Instant.parse(iso);
    }

    public void set(long ticks) {
        now = Instant.ofEpochMilli(Ticks.toMillis(ticks));
    }

    public void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
