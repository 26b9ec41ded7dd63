/** What a rule says about itself: the annotations of detections and of the schemas under {@code epl/events}. */
package io.tokenwatch.engine.annotation;
