package io.tokenwatch.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a port of 127.0.0.1 that can be cut: then its connections end, and new ones do too. */
public final class Relay implements AutoCloseable {
    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** @param target the port that it leads to */
    public Relay(int target) throws IOException {
        this.target = target;
        inBackground(this::accept);
    }

    /** The port at which it begins. */
    public int port() {
        return entrance.getLocalPort();
    }

    public void cut() {
        cut = true;
        sockets.forEach(Relay::end);
    }

    public void mend() {
        cut = false;
    }

    /** What runs until a socket is closed. */
    private interface Pump {
        void run() throws IOException;
    }

    private static void inBackground(Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (SocketException closed) {
                        // by either end, or by the cut
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket from = entrance.accept();
            if (cut) {
                end(from);
            } else {
                inBackground(() -> connect(from));
            }
        }
    }

    private void connect(Socket from) throws IOException {
        try (from;
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target)) {
            sockets.add(from);
            sockets.add(to);
            if (cut) {
                return;
            }
            inBackground(() -> pass(to, from));
            pass(from, to);
        } finally {
            sockets.remove(from);
        }
    }

    private void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } finally {
            sockets.remove(from);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }
}
