package io.tokenwatch.engine.annotation;

/** The columns that together name an alert: rows that agree in them belong to one alert. */
public @interface AlertKey {
    String[] value();
}
