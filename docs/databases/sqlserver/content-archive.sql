-- One statement for a whole batch. A repeated event changes nothing.
insert into content_archive (
  event_id, event_type, received_at, occurred_at, tenant_id, journal_id, content_ids)
select
  event_id, event_type, cast(received_at as datetimeoffset(6)), cast(occurred_at as datetimeoffset(6)), tenant_id,
  journal_id, content_ids
from openjson(:?rows) with (
  event_id    char(36)      'strict $.event_id',
  event_type  nvarchar(max) 'strict $.event_type',
  received_at varchar(40)   'strict $.received_at',
  occurred_at varchar(40)   'strict $.occurred_at',
  tenant_id   nvarchar(max) 'strict $.tenant_id',
  journal_id  nvarchar(max) 'strict $.journal_id',
  content_ids nvarchar(max) 'strict $.content_ids') as batch
where not exists (select 1 from content_archive with (updlock, holdlock) where content_archive.event_id = batch.event_id)
