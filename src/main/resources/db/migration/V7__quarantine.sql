-- What "serai quarantine" needs to show the table, and to read a body again as it was read when it came.

-- What the request called the charset of its body; null if it did not, or UTF-8.
alter table quarantine add column charset varchar(40);
create index quarantine_received on quarantine (received_at);
