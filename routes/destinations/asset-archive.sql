-- One statement for a whole batch. A repeated event changes nothing.
insert into asset_archive (
  event_id, event_name, received_at, occurred_at, asset_id, asset_type, title, organization_id, task_id, url,
  attributes_changed)
select cast(event_id as uuid), event_name, cast(received_at as timestamp with time zone),
       cast(occurred_at as timestamp with time zone), asset_id, asset_type, title, organization_id, task_id, url,
       attributes_changed
from unnest(
       cast(:?event_id as varchar array),
       cast(:?event_name as varchar array),
       cast(:?received_at as varchar array),
       cast(:?occurred_at as varchar array),
       cast(:?asset_id as varchar array),
       cast(:?asset_type as varchar array),
       cast(:?title as varchar array),
       cast(:?organization_id as varchar array),
       cast(:?task_id as varchar array),
       cast(:?url as varchar array),
       cast(:?attributes_changed as varchar array))
  as rows (event_id, event_name, received_at, occurred_at, asset_id, asset_type, title, organization_id, task_id, url,
           attributes_changed)
on conflict do nothing
