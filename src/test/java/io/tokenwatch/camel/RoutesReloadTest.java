package io.tokenwatch.camel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesReloadTest {
    @TempDir
    private Path temporary;

    private Reloading running;

    @BeforeEach
    void open() throws Exception {
        running = new Reloading(temporary, Map.of());
    }

    @AfterEach
    void close() {
        running.close();
    }

    private String answer(String path) throws Exception {
        return running.post(path, "rows").body();
    }

    @Test
    void startsARouteWhoseFileIsNew() throws Exception {
        running.writeHttp("one", "/one", "first");
        running.routes.start();
        running.writeHttp("two", "/two", "second");
        assertEquals(List.of("two.camel.yaml"), running.routes.reload());
        assertEquals("first", answer("/one"));
        assertEquals("second", answer("/two"));
        assertEquals(
                List.of(
                        new Routes.State("one", "one.camel.yaml", "Started", true),
                        new Routes.State("two", "two.camel.yaml", "Started", true)),
                running.routes.states());
    }

    @Test
    void replacesARouteWhoseFileChangedAndTouchesNoOther() throws Exception {
        running.writeHttp("one", "/one", "first");
        running.writeAlerts("told", "", "told");
        running.routes.start();
        Object outbox = running.routes.context().getRoute("told");
        running.writeHttp("one", "/one", "changed");
        assertEquals(List.of("one.camel.yaml"), running.routes.reload());
        assertEquals("changed", answer("/one"));
        assertSame(outbox, running.routes.context().getRoute("told"));
    }

    @Test
    void stopsARouteWhoseFileIsGone() throws Exception {
        Path one = running.writeHttp("one", "/one", "first");
        running.writeHttp("two", "/two", "second");
        running.routes.start();
        Files.delete(one);
        assertEquals(List.of("one.camel.yaml"), running.routes.reload());
        assertEquals(404, running.post("/one", "rows").statusCode());
        assertEquals("second", answer("/two"));
        assertEquals(List.of("two"), running.ids());
    }

    @Test
    void changesNothingWhenNoFileChanged() throws Exception {
        running.writeHttp("one", "/one", "first");
        running.routes.start();
        Object route = running.routes.context().getRoute("one");
        assertEquals(List.of(), running.routes.reload());
        assertSame(route, running.routes.context().getRoute("one"));
    }

    @Test
    void changesNothingWhenOneOfManyFilesIsWrongAndAllWhenItIsMended() throws Exception {
        running.writeHttp("one", "/one", "first");
        Path gone = running.writeHttp("two", "/two", "second");
        running.routes.start();
        running.writeHttp("one", "/one", "changed");
        running.writeHttp("three", "/three", "third");
        Files.delete(gone);
        running.write("wrong", "- route:\n    id: wrong\n    from:\n      uri: \"esper:alerts\n");
        RoutesException wrong = assertThrows(RoutesException.class, running.routes::reload);
        assertEquals("wrong.camel.yaml", wrong.problems().get(0).file());
        assertEquals("first", answer("/one"));
        assertEquals("second", answer("/two"));
        assertEquals(404, running.post("/three", "rows").statusCode());
        running.writeAlerts("wrong", "", "told");
        running.routes.reload();
        assertEquals("changed", answer("/one"));
        assertEquals("third", answer("/three"));
        assertEquals(404, running.post("/two", "rows").statusCode());
        assertEquals(List.of("one", "three", "wrong"), running.ids());
    }

    @Test
    void putsTheOldRoutesBackWhenANewOneDoesNotStart() throws Exception {
        running.writeHttp("one", "/one", "first");
        running.writeAlerts("told", "", "told");
        running.routes.start();
        running.writeHttp("one", "/one", "changed");
        running.writeAlerts("told", "?status=final", "told-final");
        running.write("files", """
                - from:
                    uri: "file:{{data}}/nowhere"
                    parameters:
                      autoCreate: false
                      startingDirectoryMustExist: true
                    steps:
                      - to: "esper:events"
                """);
        int endpoints = running.routes.context().getEndpoints().size();
        RoutesException failed = assertThrows(RoutesException.class, running.routes::reload);
        RouteProblem problem = failed.problems().get(0);
        assertEquals("files.camel.yaml", problem.file());
        assertEquals(2, problem.line());
        assertTrue(problem.message().startsWith("route files does not start: "), problem.message());
        assertEquals("first", answer("/one"));
        running.tell("a", Status.OPEN);
        await().until(() -> running.lines("told").equals(List.of("a")));
        assertEquals(List.of("one", "told"), running.ids());
        assertEquals(endpoints, running.routes.context().getEndpoints().size());
        Files.createDirectory(running.data.resolve("nowhere"));
        running.routes.reload();
        assertEquals(List.of("files", "one", "told"), running.ids());
        assertEquals("changed", answer("/one"));
    }

    @Test
    void leavesANewFileOffThatNamesASettingWithoutAValueButKeepsOneThatRuns() throws Exception {
        running.writeHttp("one", "/one", "first");
        running.routes.start();
        running.writeHttp("two", "/{{typo}}", "second");
        assertEquals(List.of(), running.routes.reload());
        running.writeHttp("one", "/{{typo}}", "changed");
        RoutesException wrong = assertThrows(RoutesException.class, running.routes::reload);
        assertEquals(
                "one.camel.yaml:4:30: {{typo}} has no value; expected a setting that has one, for the file is on",
                wrong.getMessage());
        assertEquals("first", answer("/one"));
        assertEquals(List.of("one"), running.ids());
    }

    @Test
    void startsWithAnotherFolderAndComparesWithItsOwnLater() throws Exception {
        running.writeHttp("one", "/one", "first");
        running.write("wrong", "- route: [");
        assertThrows(RoutesException.class, running.routes::start);
        assertEquals(List.of(), running.routes.states());
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        Files.copy(running.folder.resolve("one.camel.yaml"), copy.resolve("one.camel.yaml"));
        running.routes.start(copy);
        assertEquals("first", answer("/one"));
        Object route = running.routes.context().getRoute("one");
        running.writeHttp("wrong", "/two", "mended");
        assertEquals(List.of("wrong.camel.yaml"), running.routes.reload());
        assertEquals("mended", answer("/two"));
        assertSame(route, running.routes.context().getRoute("one"));
    }
}
