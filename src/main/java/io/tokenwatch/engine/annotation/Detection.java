package io.tokenwatch.engine.annotation;

/** Marks the statement of a rule whose rows are alerts, and says what the rule is. */
public @interface Detection {
    /** The rule's id, such as an ATT&CK technique. */
    String id();

    /** What an alert is called. */
    String title();

    /** How bad it is if true: informational, low, medium, high or critical. */
    String severity();

    /** How likely it is true: low, medium or high. */
    String confidence();

    /**
     * {@code latest} if each row of the statement replaces the one before with the same key, {@code each} if every row
     * counts.
     */
    String rows() default "latest";

    /** {@code always}, or {@code if-enabled} if the rule only runs where the settings name its id. */
    String runs() default "always";
}
