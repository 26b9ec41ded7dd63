package io.tokenwatch.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * All settings: their names, what they default to, and what they are for. {@code <Table>} in a name stands for the name
 * of any table.
 */
public enum Setting {
    DATA_DIR(
            "tokenwatch.data.dir",
            "data",
            Rank.ESSENTIAL,
            "folder for alerts, dead letters, caches and the store; one process's own"),
    HTTP_PORT("tokenwatch.http.port", "8080", Rank.ESSENTIAL, "port of the HTTP API; 0 takes a free one"),
    HTTP_HOST("tokenwatch.http.host", "127.0.0.1", Rank.ESSENTIAL, "address that the HTTP API listens on"),
    INBOX_DIR(
            "tokenwatch.inbox.dir",
            "${tokenwatch.data.dir}/inbox",
            Rank.ESSENTIAL,
            "folder that is watched for files with events"),
    JMS_URL(
            "tokenwatch.jms.url",
            null,
            Rank.ESSENTIAL,
            "ActiveMQ Artemis broker, such as tcp://127.0.0.1:61616; turns the JMS routes on"),
    JMS_USER("tokenwatch.jms.user", "", Rank.ESSENTIAL, "user at the broker"),
    JMS_PASSWORD(
            "tokenwatch.jms.password",
            "",
            Rank.ESSENTIAL,
            "password at the broker; better given as TOKENWATCH_JMS_PASSWORD"),
    WEBHOOK_URL(
            "tokenwatch.webhook.url", null, Rank.ESSENTIAL, "URL that each alert is posted to; turns that route on"),

    CLUSTER_MEMBERS(
            "tokenwatch.cluster.members",
            null,
            Rank.ESSENTIAL,
            "host:port of all nodes, between commas; makes this node one of them"),
    STORE_URL(
            "tokenwatch.store.url",
            "${tokenwatch.data.dir}/store",
            Rank.FREQUENT,
            "where rows and alerts are remembered over a restart: a folder, a JDBC URL of H2 or PostgreSQL, or none"),
    STORE_USER("tokenwatch.store.user", "tokenwatch", Rank.FREQUENT, "user at the database"),
    STORE_PASSWORD(
            "tokenwatch.store.password",
            "",
            Rank.FREQUENT,
            "password at the database; better given as TOKENWATCH_STORE_PASSWORD"),
    PROFILE(
            "tokenwatch.profile",
            "default",
            Rank.FREQUENT,
            "default: fit for real logs; kql: exactly what the KQL queries give"),
    LATENESS(
            "tokenwatch.lateness.<Table>",
            null,
            Rank.FREQUENT,
            "how long after the watermark rows of the table are on time, such as 30m, or unlimited"),
    RETENTION(
            "tokenwatch.retention.<Table>",
            null,
            Rank.FREQUENT,
            "how long rows are kept after the end of their hour, such as 32h, or unlimited"),
    UPDATE_INTERVAL(
            "tokenwatch.alerts.update.interval",
            "1m",
            Rank.FREQUENT,
            "an open alert is told again for mere counts at most once in this time"),
    RULES_DIR(
            "tokenwatch.rules.dir",
            "${tokenwatch.home}/epl",
            Rank.FREQUENT,
            "folder with the rules: events/, detections/ and lists/"),
    ROUTES_DIR("tokenwatch.routes.dir", "${tokenwatch.home}/routes", Rank.FREQUENT, "folder with the Camel routes"),
    DUPLICATES_ONCE("tokenwatch.duplicates.once", "true", Rank.FREQUENT, "rows with the same own id count once"),
    ADDRESS_CANONICAL(
            "tokenwatch.address.canonical",
            "true",
            Rank.FREQUENT,
            "other spellings of an address, and ports, make no difference"),
    ADDRESS_IGNORE_EMPTY(
            "tokenwatch.address.ignore-empty",
            "true",
            Rank.FREQUENT,
            "a sign-in without an address is no address difference"),
    TOKEN_CANONICAL(
            "tokenwatch.token.canonical", "true", Rank.FREQUENT, "other encodings of a token id make no difference"),
    NAT_POOLS("tokenwatch.address.nat-pools", "true", Rank.FREQUENT, "addresses of one NAT pool make no difference"),
    TOKEN_KEY(
            "tokenwatch.token.key",
            null,
            Rank.FREQUENT,
            "only as TOKENWATCH_TOKEN_KEY: a secret of 16 bytes or more; token ids are replaced by hashes with it"),

    RULES_CACHE(
            "tokenwatch.rules.cache",
            "${tokenwatch.home}/target/warm/cache",
            Rank.RARE,
            "folder with compiled rules that came with the program"),
    KEPT_ROWS(
            "tokenwatch.kept.rows",
            "1000000",
            Rank.RARE,
            "rows kept for rules that are edited, and for a restart; of more the oldest go"),
    KEPT_FILTERED(
            "tokenwatch.kept.filtered",
            "100000",
            Rank.RARE,
            "rows kept that no rule wants, for rules that are edited and come to want them"),
    DETECTIONS_ENABLED(
            "tokenwatch.detections.enabled",
            "",
            Rank.FREQUENT,
            "ids of detections to run that only run if they are named here, between commas; * for all"),
    CLUSTER_NAME(
            "tokenwatch.cluster.name", "tokenwatch", Rank.FREQUENT, "the cluster's name; nodes of others are refused"),
    CLUSTER_PORT("tokenwatch.cluster.port", "5701", Rank.FREQUENT, "port at which this node talks to the others"),
    CLUSTER_INTERFACE(
            "tokenwatch.cluster.interface",
            null,
            Rank.FREQUENT,
            "address at which this node talks to the others; if not set, the one with this node's port among the members"),
    CLUSTER_TOKEN(
            "tokenwatch.cluster.token",
            "",
            Rank.FREQUENT,
            "what nodes must have in common to join; better given as TOKENWATCH_CLUSTER_TOKEN"),
    CLUSTER_BACKUPS("tokenwatch.cluster.backups", "1", Rank.RARE, "on how many other nodes each row is kept"),
    CLUSTER_FAILURE(
            "tokenwatch.cluster.failure.timeout",
            "3s",
            Rank.RARE,
            "after how long without a sign of life a node counts as dead"),
    CLUSTER_MERGE(
            "tokenwatch.cluster.merge.interval",
            "20s",
            Rank.RARE,
            "how often a node that was cut off looks for the others"),
    WINDOWS_MAX("tokenwatch.windows.max", "31d", Rank.RARE, "how long a window of a rule may keep rows"),
    LANES(
            "tokenwatch.lanes",
            "0",
            Rank.RARE,
            "threads that run the rules; 0 takes one per processor, in a replay and in a cluster one for two"),
    DECODE_THREADS(
            "tokenwatch.decode.threads",
            "0",
            Rank.RARE,
            "threads that decode a large file or message, with 1 the one that reads it; 0 takes one for two processors"),
    CLOCK_SKEW(
            "tokenwatch.clock.skew",
            "5m",
            Rank.RARE,
            "rows dated further ahead of the wall clock do not move event time"),
    IDLE_TIMEOUT(
            "tokenwatch.idle.timeout",
            "5m",
            Rank.RARE,
            "a table without rows for so long moves on with the wall clock"),
    ROW_BYTES("tokenwatch.limits.row.bytes", "1MiB", Rank.RARE, "longest row"),
    ROW_DEPTH("tokenwatch.limits.row.depth", "64", Rank.RARE, "deepest nesting of a row"),
    REPLAY_KEEP(
            "tokenwatch.replay.keep",
            "1000000",
            Rank.RARE,
            "replay keeps every row until it has so many, whatever the retention, unless a retention is set"),
    HTTP_BODY("tokenwatch.http.body.max", "64MiB", Rank.RARE, "largest posted body, before and after inflating"),
    ALERTS_REMEMBERED("tokenwatch.alerts.remembered", "10000", Rank.RARE, "alerts that GET /api/v1/alerts knows"),
    INBOX_QUIET(
            "tokenwatch.inbox.quiet",
            "500ms",
            Rank.RARE,
            "a file in the inbox is taken when it was not written to for so long"),
    INBOX_UNFINISHED(
            "tokenwatch.inbox.unfinished", "30s", Rank.RARE, "the same for a file that ends in the middle of a row"),
    JMS_EVENTS("tokenwatch.jms.events", "tokenwatch.events", Rank.RARE, "queue that events are taken from"),
    JMS_ALERTS("tokenwatch.jms.alerts", "tokenwatch.alerts", Rank.RARE, "queue that alerts are sent to"),
    JMS_DEAD_LETTERS("tokenwatch.jms.dead-letters", "DLQ", Rank.RARE, "queue for messages that hold no readable row");

    /** How likely a user needs a setting. */
    public enum Rank {
        ESSENTIAL,
        FREQUENT,
        RARE
    }

    private static final String ANY_TABLE = "<Table>";

    private final String key;
    private final String otherwise;
    private final Rank rank;
    private final String purpose;

    Setting(String key, String otherwise, Rank rank, String purpose) {
        this.key = key;
        this.otherwise = otherwise;
        this.rank = rank;
        this.purpose = purpose;
    }

    /** Its name, such as {@code tokenwatch.http.port}. */
    public String key() {
        return key;
    }

    /** What it is if nobody sets it, perhaps with other settings in {@code ${…}}; null if it is off then. */
    public String otherwise() {
        return otherwise;
    }

    public Rank rank() {
        return rank;
    }

    public String purpose() {
        return purpose;
    }

    /** Its name for a table. */
    public String key(String table) {
        return key.replace(ANY_TABLE, table);
    }

    /** The name of its environment variable, such as {@code TOKENWATCH_HTTP_PORT}. */
    public String variable() {
        return variable(key.replace(ANY_TABLE, ""));
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private boolean perTable() {
        return key.endsWith(ANY_TABLE);
    }

    /** The setting that a name belongs to. */
    static Optional<Setting> named(String name) {
        return Arrays.stream(values())
                .filter(s -> s.perTable()
                        ? name.startsWith(s.key(""))
                                && name.length() > s.key("").length()
                        : s.key.equals(name))
                .findFirst();
    }

    /** The name of a setting that an environment variable sets; the table in it is in capitals. */
    static Optional<String> ofVariable(String variable) {
        return Arrays.stream(values())
                .filter(s -> s.perTable()
                        ? variable.startsWith(s.variable())
                        : s.variable().equals(variable))
                .map(s -> s.perTable() ? s.key(variable.substring(s.variable().length())) : s.key)
                .findFirst();
    }
}
