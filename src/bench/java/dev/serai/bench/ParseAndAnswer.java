package dev.serai.bench;

import dev.serai.Reception;
import dev.serai.event.ReceiptItem;
import dev.serai.journal.CommitResult;
import dev.serai.journal.GroupCommitter.CommitFailedException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling of receiving: Serai's HTTP stack parses, routes and answers, and keeps nothing. What Serai does less than
 * this, keeping costs.
 *
 * <p>It is a server: somebody must load it. As a process of its own it listens on {@code PORT}, like the alternatives.
 */
public final class ParseAndAnswer implements AutoCloseable {
    private final Reception reception;

    private ParseAndAnswer(int port) throws Exception {
        reception = Reception.open(port, ParseAndAnswer::answer);
    }

    /** @param port 0 for any free one */
    public static ParseAndAnswer start(int port) throws Exception {
        return new ParseAndAnswer(port);
    }

    public static void main(String[] args) throws Exception {
        ParseAndAnswer ceiling = start(Integer.parseInt(System.getenv("PORT")));
        Runtime.getRuntime().addShutdownHook(new Thread(ceiling::close));
        new CountDownLatch(1).await();
    }

    private static void answer(
            List<ReceiptItem> receipt, BiConsumer<@Nullable CommitResult, @Nullable CommitFailedException> answer) {
        answer.accept(new CommitResult(receipt.size(), 0, 0), null);
    }

    public int port() {
        return reception.port();
    }

    @Override
    public void close() {
        reception.close();
    }
}
