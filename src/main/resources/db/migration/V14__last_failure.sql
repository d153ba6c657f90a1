-- The last failure of each destination, written with the row that every settlement updates anyway.
alter table destination add column last_failure varchar(500);
alter table destination add column last_failure_at timestamp with time zone;
