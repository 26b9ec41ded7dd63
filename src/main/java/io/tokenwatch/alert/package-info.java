/**
 * Alerts: what becomes of a detection's rows. Rows with one key are one alert, which opens, is updated, and is final
 * when its window ends; its id follows from detection, key and window, so that the same rows give the same alert again.
 */
package io.tokenwatch.alert;
