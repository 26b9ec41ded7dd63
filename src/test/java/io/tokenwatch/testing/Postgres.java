package io.tokenwatch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server of its own, in a folder of its own. */
public final class Postgres implements AutoCloseable {
    public static final String USER = "tokenwatch";
    public static final String PASSWORD = "a secret";

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path folder;
    private final int port;

    private Postgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @throws IllegalStateException if it is not installed
     */
    public static Postgres start() throws IOException, InterruptedException {
        Path programs = programs();
        Path folder = Files.createTempDirectory("postgres");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("password"), PASSWORD);
        Postgres server = new Postgres(programs, folder, FreePorts.one());
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", folder.toString()));
        }
        server.run(
                "initdb",
                "-D",
                server.data(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C",
                "--pwfile=" + folder.resolve("password"));
        server.restart();
        return server;
    }

    private static Path programs() throws IOException {
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> versions = Files.list(INSTALLED)) {
                Path newest = versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .max(Comparator.naturalOrder())
                        .orElse(null);
                if (newest != null) {
                    return newest;
                }
            }
        }
        throw new IllegalStateException(
                "no PostgreSQL server is installed under " + INSTALLED + "; on Debian: apt-get install postgresql");
    }

    /** The server refuses to run as root. */
    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("postgres", ".out");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        String said = Files.readString(output);
        Files.delete(output);
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code + ": " + said);
        }
    }

    /** Starts it after {@link #stop}. */
    public void restart() throws IOException, InterruptedException {
        run(
                "pg_ctl",
                "-D",
                data(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p " + port,
                "start");
    }

    /** Ends it at once, whatever it is doing. */
    public void stop() throws IOException, InterruptedException {
        run("pg_ctl", "-D", data(), "-w", "-m", "immediate", "stop");
    }

    /** The URL of a database that is there from the beginning. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        run(List.of("rm", "-r", folder.toString()));
    }
}
