package io.tokenwatch.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageLogTest {
    private static final long MIB = 1 << 20;

    @Test
    void addsUpWhatEachCollectionFoundMore() {
        List<String> lines = """
                Using Parallel
                GC(0) Pause Young (Allocation Failure) 95M->18M(362M) 237.884ms
                GC(1) Pause Young (Allocation Failure) 113M->25M(457M) 440.990ms
                Heap
                 PSYoungGen      total 210432K, used 20480K [0x00000000eab00000, 0x00000000f8800000, 0x0000000100000000)
                  eden space 194560K, 77% used [0x00000000eab00000,0x00000000f3e67f08,0x00000000f6900000)
                 ParOldGen       total 258048K, used 10240K [0x00000000c0000000, 0x00000000cfc00000, 0x00000000eab00000)
                 Metaspace       used 7194K, committed 7552K, reserved 1114112K
                """.lines().toList();

        assertEquals((95 + (113 - 18) + (20 + 10 - 25)) * MIB, GarbageLog.allocated(lines));
    }

    /** A real program that allocates 300 MiB. */
    @Test
    void findsWhatAProgramAllocates(@TempDir Path dir) throws IOException, InterruptedException {
        Path log = dir.resolve("gc.txt");
        List<String> options = List.of("-Xmx64m", "-XX:+UseParallelGC", GarbageLog.option(log));

        Workplace.java(Wasteful.class, options, List.of("300")).run(dir.resolve("log.txt"));

        assertEquals(300, GarbageLog.allocated(log) / (double) MIB, 20);
    }

    static final class Wasteful {
        private Wasteful() {}

        public static void main(String[] arguments) {
            long sum = 0;
            for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
                sum += new byte[1 << 20].length;
            }
            System.out.println(sum);
        }
    }
}
