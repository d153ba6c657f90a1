package dev.serai.receive;

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

/**
 * Bounds what one connection makes this process hold beside its bodies: answers that its peer does not read, and requests
 * that wait for the answer of an earlier one. Lives on the event loop of the connection, between Netty's HTTP decoder and
 * Vert.x.
 *
 * <p>It also answers a sender that has closed its side: Netty would close the other side too, and lose the answer.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
    /** One answer has at most some 12 KB, and the system holds more than that before anything is left here. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(8 << 10, 16 << 10);
    /** Senders of webhooks do not pipeline; each request costs up to 12 KB of head. */
    private static final int MOST_PIPELINED = 32;

    private final Runnable headBegun;
    private final Runnable unread;
    /** Requests that Vert.x has and has not answered. */
    private int waiting;
    /** The last of them is not there to its end. */
    private boolean arriving;
    /** The bytes of this read made up a message, or a part of one. */
    private boolean heard;
    /** Nothing more is passed on. */
    private boolean deaf;

    private boolean senderClosed;

    private ConnectionGuard(Runnable headBegun, Runnable unread) {
        this.headBegun = headBegun;
        this.unread = unread;
    }

    /**
     * @param headBegun told when bytes of a head are there, and its end is not
     * @param unread told when the connection is closed because its peer reads no answers
     */
    static void over(HttpConnection connection, Runnable headBegun, Runnable unread) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        vertx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        vertx.channel().config().setWriteBufferWaterMark(UNREAD);
        vertx.pipeline().addBefore(vertx.name(), "guard", new ConnectionGuard(headBegun, unread));
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
        if (waiting == MOST_PIPELINED) {
            deaf = true;
            context.channel().config().setAutoRead(false);
        } else {
            waiting++;
            arriving = true;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!heard && !arriving && waiting == 0) {
            headBegun.run();
        }
        heard = false;
        context.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            waiting--;
            if ((deaf || senderClosed) && allAnswered()) {
                context.writeAndFlush(message, promise.unvoid().addListener(ChannelFutureListener.CLOSE));
                return;
            }
        }
        context.write(message, promise);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response && response.status().code() < 200;
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
                unread.run();
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
