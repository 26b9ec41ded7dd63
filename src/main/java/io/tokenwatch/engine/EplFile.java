package io.tokenwatch.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text with EPL.
 *
 * @param name what problems call it: its path below the rules' folder
 * @param text its content
 */
public record EplFile(String name, String text) {
    /** The folder of schemas and the folder of detections within a rules' folder. */
    public static final String EVENTS = "events";

    public static final String DETECTIONS = "detections";

    /**
     * The EPL files of a folder within the rules' folder, by name.
     *
     * @throws IOException if the folder is not there or cannot be read
     */
    public static List<EplFile> in(Path rulesDir, String folder) throws IOException {
        List<EplFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(rulesDir.resolve(folder))) {
            for (Path path :
                    paths.filter(p -> p.toString().endsWith(".epl")).sorted().toList()) {
                files.add(new EplFile(folder + "/" + path.getFileName(), Files.readString(path)));
            }
        }
        return files;
    }
}
