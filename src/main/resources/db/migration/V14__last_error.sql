-- The last failure of each destination, written with the row that every settlement updates anyway.
alter table destination add column last_error varchar(500);
alter table destination add column last_error_at timestamp with time zone;
