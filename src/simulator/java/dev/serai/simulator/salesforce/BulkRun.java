package dev.serai.simulator.salesforce;

import dev.serai.simulator.salesforce.Writing.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a job, 200 at a time. Assignment rules stay out: a job would have to name one.
 */
final class BulkRun {
    private static final int CHUNK = 200;
    private final Schema schema;
    private final Writing writing;
    private int breakAfter = Integer.MAX_VALUE;

    BulkRun(Schema schema, Writing writing) {
        this.schema = schema;
        this.writing = writing;
    }

    void breakAfter(int rows) {
        breakAfter = rows;
    }

    List<String> columns(BulkJob job, String... first) {
        List<String> columns = new ArrayList<>(Arrays.asList(first));
        columns.addAll(job.columns);
        return columns;
    }

    /** Nothing of the upload is written. */
    void abandon(BulkJob job) {
        List<List<String>> rows = read(job);
        job.unprocessed.addAll(rows);
    }

    void process(BulkJob job) {
        List<List<String>> rows = read(job);
        if (job.error.isEmpty() && job.columns.isEmpty()) {
            job.fail("InvalidBatch : The upload has no line with the names of the columns");
        }
        for (String column : job.columns) {
            if (schema.visible(job.type, column) == null) {
                job.fail("InvalidBatch : Field name not found : " + column);
            }
        }
        int end = job.error.isEmpty() ? Math.min(rows.size(), breakAfter) : 0;
        for (int from = 0; from < end; from += CHUNK) {
            write(job, rows.subList(from, Math.min(from + CHUNK, end)));
        }
        job.unprocessed.addAll(rows.subList(end, rows.size()));
        if (job.error.isEmpty() && end < rows.size()) {
            job.fail("InternalServerError : Job failed after too many retries");
        }
    }

    /** The rows below the names of the columns. */
    private static List<List<String>> read(BulkJob job) {
        try {
            List<List<String>> lines = job.lines();
            job.columns = lines.isEmpty() ? List.of() : lines.get(0);
            return lines.subList(Math.min(1, lines.size()), lines.size());
        } catch (IllegalArgumentException e) {
            job.fail("ClientInputError : " + e.getMessage());
            return List.of();
        }
    }

    private void write(BulkJob job, List<List<String>> chunk) {
        Repeated keys = Repeated.among(chunk.stream().map(row -> key(job, row)));
        for (List<String> row : chunk) {
            SaveResult result = Transaction.attempt(row, cells -> {
                String key = key(job, cells);
                keys.refuse(key, "Duplicate external id specified: " + key, job.key);
                return written(job, cells);
            });
            write(job, row, result);
        }
    }

    /** The value of an upsert's key, as keys are compared. */
    private static String key(BulkJob job, List<String> row) {
        Field field = job.type.field(job.key);
        int column = job.columns.indexOf(job.key);
        return field == null || column < 0 || column >= row.size()
                ? ""
                : field.comparable(row.get(column)).toString();
    }

    private static void write(BulkJob job, List<String> row, SaveResult result) {
        List<String> line = new ArrayList<>();
        line.add(result.id());
        line.add(
                result.success()
                        ? Boolean.toString(result.created())
                        : result.problems().get(0).inFile());
        line.addAll(row);
        (result.success() ? job.successful : job.failed).add(line);
    }

    private SaveResult written(BulkJob job, List<String> row) throws Unsaved {
        if (row.size() != job.columns.size()) {
            throw new Unsaved("INVALID_LINE", "The number of cells is not the number of columns");
        }
        Draft draft = draft(job, row);
        return switch (job.operation) {
            case "insert" -> writing.create(draft, Origin.CALLER_WITHOUT_RULES);
            case "update" -> writing.update(draft.text("Id"), draft, Origin.CALLER_WITHOUT_RULES);
            case "delete" -> writing.delete(job.type, draft.text("Id"));
            default -> writing.upsert(schema.key(job.type, job.key), draft, Origin.CALLER_WITHOUT_RULES);
        };
    }

    /** An empty cell says nothing; {@code #N/A} says null. */
    private static Draft draft(BulkJob job, List<String> row) throws Unsaved {
        Map<Field, @Nullable Object> values = new LinkedHashMap<>();
        for (int column = 0; column < row.size(); column++) {
            Field field = job.type.field(job.columns.get(column));
            String cell = row.get(column);
            if (field != null && !cell.isEmpty()) {
                values.put(field, cell.equals("#N/A") ? null : Values.ofCell(field, cell));
            }
        }
        return new Draft(job.type, values);
    }
}
