package dev.serai.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Many connections at once, each of which sends its bytes a few at a time and reads what comes back. Used by one thread. */
final class Crowd implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final InetSocketAddress address;
    private final List<Member> members = new ArrayList<>();

    Crowd(int port) throws IOException {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** One connection. */
    static final class Member {
        private final SocketChannel channel;
        private final ByteBuffer bytes;
        private final int atOnce;
        private final StringBuilder answer = new StringBuilder();
        private boolean open = true;

        private Member(SocketChannel channel, byte[] bytes, int atOnce) {
            this.channel = channel;
            this.bytes = ByteBuffer.wrap(bytes);
            this.atOnce = atOnce;
        }

        /** Whether the far side has not closed it. */
        boolean isOpen() {
            return open;
        }

        /** How many bytes it has still to send. */
        int left() {
            return bytes.remaining();
        }

        /** What was answered so far. */
        String answer() {
            return answer.toString();
        }

        /** How many bytes it could ever send. */
        int capacity() {
            return bytes.capacity();
        }

        /** Sends no more than this from now on, counted from its beginning. */
        void upTo(int limit) {
            bytes.limit(limit);
        }

        private void send() {
            if (open && bytes.hasRemaining() && answer.length() == 0) {
                ByteBuffer some = bytes.slice().limit(Math.min(atOnce, bytes.remaining()));
                try {
                    bytes.position(bytes.position() + channel.write(some));
                } catch (IOException e) {
                    open = false;
                }
            }
        }

        private void read(ByteBuffer into) {
            try {
                into.clear();
                int read = channel.read(into);
                open &= read >= 0;
                answer.append(StandardCharsets.UTF_8.decode(into.flip()));
            } catch (IOException e) {
                open = false;
            }
        }
    }

    /** @param atOnce how many of its bytes it sends each time; no more once it has an answer */
    Member join(byte[] bytes, int atOnce) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.configureBlocking(false);
        Member member = new Member(channel, bytes, atOnce);
        channel.register(selector, SelectionKey.OP_READ, member);
        members.add(member);
        return member;
    }

    List<Member> members() {
        return members;
    }

    /** @return false if the time was over before it was done */
    boolean run(Duration pause, Duration patience, BooleanSupplier done) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(1 << 16);
        long end = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            members.forEach(Member::send);
            long next = System.nanoTime() + pause.toNanos();
            do {
                selector.select(
                        key -> {
                            Member member = (Member) key.attachment();
                            member.read(into);
                            if (!member.open) {
                                key.cancel();
                            }
                        },
                        Math.max(1, (next - System.nanoTime()) / 1_000_000));
            } while (System.nanoTime() < next);
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.channel.close();
        }
        selector.close();
    }
}
