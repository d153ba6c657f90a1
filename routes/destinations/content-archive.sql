-- One statement for a whole batch. A repeated event changes nothing.
insert into content_archive (event_id, event_type, received_at, occurred_at, tenant_id, journal_id, content_ids)
select cast(event_id as uuid), event_type, cast(received_at as timestamp with time zone),
       cast(occurred_at as timestamp with time zone), tenant_id, journal_id, content_ids
from unnest(
       cast(:?event_id as varchar array),
       cast(:?event_type as varchar array),
       cast(:?received_at as varchar array),
       cast(:?occurred_at as varchar array),
       cast(:?tenant_id as varchar array),
       cast(:?journal_id as varchar array),
       cast(:?content_ids as varchar array))
  as rows (event_id, event_type, received_at, occurred_at, tenant_id, journal_id, content_ids)
on conflict do nothing
