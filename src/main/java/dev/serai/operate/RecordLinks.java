package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.outbox.OutboxComponent;
import dev.serai.outbox.RecordHost;
import dev.serai.routes.RouteFiles;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** Where people see the records that the receipt of a delivery names. */
record RecordLinks(OutboxComponent outbox, RouteFiles files) {
    /** @param url null as long as the far side has not told where it is */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Link(String id, @Nullable String url) {}

    /** @return null if the destination has no such far side now, or the receipt names no record */
    @Nullable
    List<Link> of(String destination, @Nullable Object receipt) {
        if (!(receipt instanceof Map<?, ?> members)) {
            return null;
        }
        Optional<RecordHost> host = files.running().values().stream()
                .map(RouteFiles.Running::source)
                .filter(source -> source.stem().equals(destination))
                .findFirst()
                .flatMap(source -> host(source.texts().values()));
        if (host.isEmpty()) {
            return null;
        }
        String at = host.get().recordsAt();
        List<Link> links = members.values().stream()
                .flatMap(RecordLinks::texts)
                .filter(host.get()::isRecordId)
                .distinct()
                .map(id -> new Link(id, at == null ? null : at + "/" + id))
                .toList();
        return links.isEmpty() ? null : links;
    }

    private Optional<RecordHost> host(Collection<String> texts) {
        CamelContext context = outbox.getCamelContext();
        return context.getComponentNames().stream()
                .map(context::hasComponent)
                .filter(RecordHost.class::isInstance)
                .map(RecordHost.class::cast)
                .filter(each -> texts.stream().anyMatch(each::isCalledIn))
                .findFirst();
    }

    private static Stream<String> texts(@Nullable Object value) {
        return value instanceof Collection<?> several
                ? several.stream().filter(String.class::isInstance).map(String.class::cast)
                : value instanceof String one ? Stream.of(one) : Stream.empty();
    }
}
