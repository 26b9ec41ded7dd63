package io.tokenwatch.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a Java program allocated, by its log of garbage collections. */
public final class GarbageLog {
    private static final Pattern COLLECTION = Pattern.compile("GC\\(\\d+\\) Pause .* (\\d+)M->(\\d+)M\\(.*");
    private static final Pattern AT_EXIT = Pattern.compile(" \\S.* total \\d+K, used (\\d+)K.*");
    private static final long MIB = 1 << 20;

    private GarbageLog() {}

    /** The option that makes a program write such a log. */
    public static String option(Path file) {
        return "-Xlog:gc,gc+heap+exit:file=" + file + ":none:filecount=0";
    }

    /** The bytes that were allocated: what each collection found more than the one before left. */
    public static long allocated(Path file) throws IOException {
        return allocated(Files.readAllLines(file));
    }

    static long allocated(List<String> lines) {
        long allocated = 0;
        long left = 0;
        long atExit = 0;
        for (String line : lines) {
            Matcher collection = COLLECTION.matcher(line);
            Matcher exit = AT_EXIT.matcher(line);
            if (collection.matches()) {
                allocated += Long.parseLong(collection.group(1)) * MIB - left;
                left = Long.parseLong(collection.group(2)) * MIB;
            } else if (exit.matches()) {
                atExit += Long.parseLong(exit.group(1)) * 1024;
            }
        }
        return allocated + atExit - left;
    }
}
