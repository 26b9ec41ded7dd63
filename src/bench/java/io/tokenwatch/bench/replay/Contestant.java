package io.tokenwatch.bench.replay;

import io.tokenwatch.bench.measure.Program;
import java.nio.file.Path;
import java.util.function.Function;

/** A program that reads a file of events. */
record Contestant(String name, Function<Path, Program> reading) {}
