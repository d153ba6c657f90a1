package dev.serai.receive;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;

/**
 * Bounds what one connection makes this process hold beside its bodies: answers that its peer does not read, and requests
 * that wait for the answer of an earlier one. Lives on the event loop of the connection, between Netty's HTTP decoder and
 * Vert.x.
 *
 * <p>It also answers a sender that has closed its side: Netty would close the other side too, and lose the answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of what fails here, the connection is closed, and Vert.x is told
final class ConnectionGuard extends ChannelDuplexHandler {
    /** One answer has at most some 12 KB, and the system holds more than that before anything is left here. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(8 << 10, 16 << 10);
    /** Senders of webhooks do not pipeline; each request costs up to 12 KB of head. */
    private static final int MAX_PIPELINED = 32;

    private final Runnable headBegun;
    private final Consumer<String> closing;
    /** Requests that Vert.x has and has not answered. */
    private int waiting;
    /** Requests that began in this read, answered or not: more of them would hold up the other connections. */
    private int together;
    /** The last of them is not there to its end. */
    private boolean arriving;
    /** The bytes of this read made up a message, or a part of one. */
    private boolean heard;
    /** Nothing more is passed on. */
    private boolean deaf;

    private boolean senderClosed;

    private ConnectionGuard(Runnable headBegun, Consumer<String> closing) {
        this.headBegun = headBegun;
        this.closing = closing;
    }

    /**
     * @param headBegun told when bytes of a head are there, and its end is not
     * @param closing told why the connection is closed, if its peer did what no sender does
     */
    static void over(HttpConnection connection, Runnable headBegun, Consumer<String> closing) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        vertx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        vertx.channel().config().setWriteBufferWaterMark(UNREAD);
        vertx.pipeline().addBefore(vertx.name(), "guard", new ConnectionGuard(headBegun, closing));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heard = true;
        if (message instanceof HttpRequest && !deaf) {
            begin(context);
        }
        if (deaf) {
            ReferenceCountUtil.release(message);
            return;
        }
        arriving &= !(message instanceof LastHttpContent);
        context.fireChannelRead(message);
    }

    private void begin(ChannelHandlerContext context) {
        if (waiting < MAX_PIPELINED && together < MAX_PIPELINED) {
            waiting++;
            together++;
            arriving = true;
            return;
        }
        // the connection ends with the last answer, which may be written already
        deaf = true;
        closing.accept("TooManyPipelined");
        context.channel().config().setAutoRead(false);
        if (allAnswered()) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!heard && !arriving && waiting == 0) {
            headBegun.run();
        }
        heard = false;
        together = 0;
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response && response.status().code() >= 200) {
            // the whole of it, or its head if it answers a HEAD
            waiting--;
            if ((deaf || senderClosed) && allAnswered()) {
                context.writeAndFlush(message, promise.unvoid().addListener(ChannelFutureListener.CLOSE));
                return;
            }
        }
        context.write(message, promise);
    }

    private boolean allAnswered() {
        return waiting <= (arriving ? 1 : 0);
    }

    /** Netty tells it as soon as more is left over than may be. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            context.flush();
            if (!context.channel().isWritable() && !deaf) {
                deaf = true;
                closing.accept("AnswersNotRead");
                context.close();
            }
        }
        context.fireChannelWritabilityChanged();
    }

    /** What was read together with a request that ended the connection is not looked at any more. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        deaf = true;
        context.close(promise);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            senderClosed = true;
            if (allAnswered()) {
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }
}
