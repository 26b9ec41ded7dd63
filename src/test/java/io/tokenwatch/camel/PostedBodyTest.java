package io.tokenwatch.camel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostedBodyTest {
    private static final int LONGEST = 1_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<RoutingContext> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> failed = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void listen() {
        Router router = Router.router(vertx);
        router.post().handler(new PostedBody(LONGEST));
        router.post().handler(request -> {
            taken.add(request);
            request.response().setStatusCode(202).end();
        });
        router.route().failureHandler(request -> {
            failed.add(request.statusCode());
            request.next();
        });
        server = vertx.createHttpServer(new HttpServerOptions().setMaxChunkSize(64 * 1024))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A connection on which a request is written byte by byte. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        private final OutputStream out = socket.getOutputStream();
        private final InputStream in = socket.getInputStream();

        Client() throws IOException {
            socket.setSoTimeout(30_000);
        }

        Client send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Client send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        /** The status line of the answer that comes next, and its headers, which are skipped. */
        String answer() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                assertTrue(c >= 0, () -> "the connection ends after " + head);
                head.append((char) c);
            }
            return head.substring(0, head.indexOf("\r\n"));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String head(String... headers) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private Buffer body() throws InterruptedException {
        return taken.poll(30, TimeUnit.SECONDS).body().buffer();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 400_000, LONGEST})
    void hasAllBytesInTheirOrder(int length) throws Exception {
        byte[] bytes = bytes(length);
        try (Client client = new Client()) {
            client.send(head("Content-Length: " + length)).send(bytes);
            assertEquals("HTTP/1.1 202 Accepted", client.answer());
            assertArrayEquals(bytes, body().getBytes());
            client.send(head("Content-Length: 5")).send("again");
            assertEquals("HTTP/1.1 202 Accepted", client.answer());
            assertEquals("again", body().toString());
        }
    }

    @Test
    void isReadableMoreThanOnceAsAStream() throws Exception {
        byte[] bytes = bytes(200_000);
        try (Client client = new Client()) {
            client.send(head("Content-Length: " + bytes.length)).send(bytes);
            Buffer body = body();
            for (int i = 0; i < 2; i++) {
                assertArrayEquals(bytes, EsperProducer.stream(body).readAllBytes());
            }
        }
    }

    @Test
    void takesABodyInChunksOfAnyLength() throws Exception {
        Random random = new Random(1);
        assertTakes(300, i -> 1 + random.nextInt(2000));
    }

    /** Small pieces are gathered, large ones are kept. */
    @Test
    void takesSmallPiecesBetweenLargeOnes() throws Exception {
        assertTakes(12, i -> i % 3 == 0 ? 70_000 : 5_000 + i);
    }

    private void assertTakes(int chunks, IntUnaryOperator length) throws Exception {
        StringBuilder sent = new StringBuilder();
        try (Client client = new Client()) {
            client.send(head("Transfer-Encoding: chunked"));
            for (int i = 0; i < chunks; i++) {
                String text = String.valueOf((char) ('a' + i % 26)).repeat(length.applyAsInt(i));
                sent.append(text);
                client.send(chunk(text));
            }
            client.send(chunk(""));
            assertEquals("HTTP/1.1 202 Accepted", client.answer());
            assertEquals(sent.toString(), body().toString());
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void refusesABodyThatIsAnnouncedAsTooLongBeforeItComes() throws Exception {
        try (Client client = new Client()) {
            client.send(head("Content-Length: " + (LONGEST + 1)));
            assertEquals("HTTP/1.1 413 Request Entity Too Large", client.answer());
        }
        assertTrue(taken.isEmpty());
    }

    @Test
    void refusesABodyThatTurnsOutTooLong() throws Exception {
        try (Client client = new Client()) {
            client.send(head("Transfer-Encoding: chunked"));
            for (int i = 0; i < 4; i++) {
                client.send(chunk("x".repeat(LONGEST / 2)));
            }
            client.send(chunk(""));
            assertEquals("HTTP/1.1 413 Request Entity Too Large", client.answer());
        }
        assertTrue(taken.isEmpty());
    }

    @Test
    void tellsAClientThatAsksToGoOn() throws Exception {
        try (Client client = new Client()) {
            client.send(head("Content-Length: 4", "Expect: 100-continue"));
            assertEquals("HTTP/1.1 100 Continue", client.answer());
            client.send("rows");
            assertEquals("HTTP/1.1 202 Accepted", client.answer());
            assertEquals("rows", body().toString());
        }
    }

    @Test
    void refusesWhatItIsNotExpectedToDo() throws Exception {
        try (Client client = new Client()) {
            client.send(head("Content-Length: 4", "Expect: a-miracle"));
            assertEquals("HTTP/1.1 417 Expectation Failed", client.answer());
        }
    }

    @Test
    void leavesFormsToVertx() throws Exception {
        try (Client client = new Client()) {
            client.send(head("Content-Length: 7", "Content-Type: application/x-www-form-urlencoded"))
                    .send("a=1&b=2");
            assertEquals("HTTP/1.1 202 Accepted", client.answer());
            assertEquals("2", taken.take().request().getFormAttribute("b"));
        }
    }

    @Test
    void isNoneWhereNoneIsSent() throws Exception {
        try (Client client = new Client()) {
            client.send(head("Accept: */*"));
            assertEquals("HTTP/1.1 202 Accepted", client.answer());
            assertNull(body());
        }
    }

    @Test
    void takesNothingOfAClientThatBreaksOff() throws Exception {
        try (Client client = new Client()) {
            client.send(head("Content-Length: 10")).send("five.");
        }
        assertEquals(500, failed.poll(30, TimeUnit.SECONDS));
        try (Client client = new Client()) {
            client.send(head("Content-Length: 5")).send("whole");
            assertEquals("HTTP/1.1 202 Accepted", client.answer());
        }
        assertEquals("whole", body().toString());
        assertTrue(taken.isEmpty());
    }
}
