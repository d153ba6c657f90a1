-- One statement for a whole batch. A repeated event changes nothing.
insert into content_archive (event_id, event_type, received_at, occurred_at, tenant_id, journal_id, content_ids)
select event_id, event_type, cast(trim(trailing 'Z' from received_at) as datetime(6)),
       cast(trim(trailing 'Z' from occurred_at) as datetime(6)), tenant_id, journal_id, content_ids
from json_table(:?rows, '$[*]' columns (
       event_id    varchar(36) path '$.event_id'    error on error,
       event_type  mediumtext  path '$.event_type'  error on error,
       received_at varchar(40) path '$.received_at' error on error,
       occurred_at varchar(40) path '$.occurred_at' error on error,
       tenant_id   mediumtext  path '$.tenant_id'   error on error,
       journal_id  mediumtext  path '$.journal_id'  error on error,
       content_ids mediumtext  path '$.content_ids' error on error))
  as batch
on duplicate key update event_id = content_archive.event_id
