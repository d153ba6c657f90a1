package dev.serai.faults;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A destination of the property test, and its file.
 *
 * @param mappingRefuses whether what it must refuse fails in its mapping, and not at the far side
 */
record RandomDestination(String name, Kind kind, int batchSize, int concurrency, boolean mappingRefuses) {

    /** How its far side is called, and what it says to a batch. */
    enum Kind {
        /** One event per call. */
        SINGLE,
        /** All or nothing. */
        WHOLE,
        /** One result per record. */
        RECORDS,
        /** Rows of a table, by one statement. */
        TABLE;

        boolean isHttp() {
            return this != TABLE;
        }
    }

    static RandomDestination any(int number, RandomGenerator random) {
        Kind kind = Kind.values()[number % Kind.values().length];
        int batchSize = kind == Kind.SINGLE ? 1 : random.nextInt(2, 120);
        String name = "d" + number + "-" + kind.name().toLowerCase(Locale.ROOT);
        return new RandomDestination(name, kind, batchSize, random.nextInt(1, 4), random.nextInt(3) == 0);
    }

    String table() {
        return name.replace('-', '_');
    }

    String ddl() {
        return """
                create table if not exists %s (
                  event_id uuid primary key, number integer not null, refused integer not null check (refused = 0));
                """.formatted(table());
    }

    String sql() {
        return """
                insert into %s (event_id, number, refused)
                select cast(event_id as uuid), cast(number as integer), cast(refused as integer)
                from unnest(cast(:?event_id as varchar array), cast(:?number as varchar array),
                            cast(:?refused as varchar array)) as rows (event_id, number, refused)
                on conflict do nothing
                """.formatted(table());
    }

    /**
     * @param url of its far side
     * @param sql where its statement is
     */
    String yaml(String url, String sql) {
        String mapping = """
                body.map { event, payload ->
                                    if (%s && '%s' in payload.refusedBy) throw new IllegalArgumentException()
                                    [ event_id: event.id, number: payload.number, refused: '%s' in payload.refusedBy ? 1 : 0 ] }""".formatted(mappingRefuses, name, name);
        String head = """
                - route:
                    id: %s
                    description: Made up.
                    from:
                      id: waiting
                      uri: outbox:%s
                      parameters:
                        batchSize: %d
                        concurrency: %d
                      steps:
                """.formatted(name, name, batchSize, concurrency);
        return head + (kind == Kind.TABLE ? table(mapping, sql) : http(mapping, url));
    }

    private static String table(String mapping, String sql) {
        return """
                        - setHeader:
                            id: columns
                            name: CamelJdbcParameters
                            expression:
                              groovy:
                                expression: |-
                                  %s.columns()
                        - setBody:
                            id: statement
                            expression:
                              constant:
                                expression: resource:file:%s
                        - to:
                            id: table
                            uri: jdbc:archive
                            parameters:
                              useHeadersAsParameters: true
                """.formatted(mapping, sql);
    }

    private String http(String mapping, String url) {
        String one = """
                        - setBody:
                            id: the-only-one
                            expression:
                              simple:
                                expression: ${body.first}
                """;
        String call = """
                        - marshal:
                            id: as-json
                            json: {}
                        - to:
                            id: call
                            uri: %s
                            parameters:
                              httpMethod: POST
                              followRedirects: false
                              connectTimeout: 5000
                              responseTimeout: 1000
                              connectionRequestTimeout: 5000
                        - filter:
                            id: asked-to
                            expression:
                              simple:
                                expression: ${header.stumble} == 'yes'
                            steps:
                              - throwException:
                                  id: stumbles
                                  exceptionType: java.lang.IllegalStateException
                                  message: stumbled
                """.formatted(url);
        String records = """
                        - unmarshal:
                            id: results
                            json:
                              useList: true
                        - to:
                            id: one-outcome-per-event
                            uri: outcome:records
                """;
        return """
                        - setBody:
                            id: records
                            expression:
                              groovy:
                                expression: |-
                                  %s
                """.formatted(mapping) + (kind == Kind.SINGLE ? one : "") + call + (kind == Kind.RECORDS ? records : "");
    }
}
