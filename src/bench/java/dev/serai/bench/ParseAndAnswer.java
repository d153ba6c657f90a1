package dev.serai.bench;

import dev.serai.Reception;
import dev.serai.event.ReceiptItem;
import dev.serai.journal.CommitAnswer;
import dev.serai.journal.CommitResult;
import java.util.List;
import java.util.concurrent.CountDownLatch;

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

    private static void answer(List<ReceiptItem> receipt, CommitAnswer answer) {
        answer.give(new CommitResult(receipt.size(), 0, 0), null);
    }

    public int port() {
        return reception.port();
    }

    @Override
    public void close() {
        reception.close();
    }
}
