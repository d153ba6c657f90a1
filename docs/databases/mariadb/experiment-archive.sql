-- One statement for a whole batch. A repeated event changes nothing.
insert into experiment_archive (
  event_id, event_type, received_at, occurred_at, project_id, environment, entity_type, entity_name, change_type, changed)
select event_id, event_type, cast(trim(trailing 'Z' from received_at) as datetime(6)),
       cast(trim(trailing 'Z' from occurred_at) as datetime(6)), project_id, environment, entity_type, entity_name, change_type, changed
from json_table(:?rows, '$[*]' columns (
       event_id    varchar(36) path '$.event_id'    error on error,
       event_type  mediumtext  path '$.event_type'  error on error,
       received_at varchar(40) path '$.received_at' error on error,
       occurred_at varchar(40) path '$.occurred_at' error on error,
       project_id  mediumtext  path '$.project_id'  error on error,
       environment mediumtext  path '$.environment' error on error,
       entity_type mediumtext  path '$.entity_type' error on error,
       entity_name mediumtext  path '$.entity_name' error on error,
       change_type mediumtext  path '$.change_type' error on error,
       changed     mediumtext  path '$.changed'     error on error))
  as batch
on duplicate key update event_id = experiment_archive.event_id
