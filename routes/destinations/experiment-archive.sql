-- One statement for a whole batch. A repeated event changes nothing.
insert into experiment_archive (
  event_id, event_type, received_at, occurred_at, project_id, environment, entity_type, entity_name, change_type, changed)
select cast(event_id as uuid), event_type, cast(received_at as timestamp with time zone),
       cast(occurred_at as timestamp with time zone), project_id, environment, entity_type, entity_name, change_type, changed
from unnest(
       cast(:?event_id as varchar array),
       cast(:?event_type as varchar array),
       cast(:?received_at as varchar array),
       cast(:?occurred_at as varchar array),
       cast(:?project_id as varchar array),
       cast(:?environment as varchar array),
       cast(:?entity_type as varchar array),
       cast(:?entity_name as varchar array),
       cast(:?change_type as varchar array),
       cast(:?changed as varchar array))
  as rows (event_id, event_type, received_at, occurred_at, project_id, environment, entity_type, entity_name, change_type, changed)
on conflict do nothing
