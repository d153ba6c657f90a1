-- One statement for a whole batch. A repeated event changes nothing.
insert into asset_archive (
  event_id, event_name, received_at, occurred_at, asset_id, asset_type, title, organization_id, task_id, url,
  attributes_changed)
select event_id, event_name, cast(trim(trailing 'Z' from received_at) as datetime(6)),
       cast(trim(trailing 'Z' from occurred_at) as datetime(6)), asset_id, asset_type, title, organization_id, task_id,
       url, attributes_changed
from json_table(:?rows, '$[*]' columns (
       event_id           varchar(36)  path '$.event_id'           error on error,
       event_name         mediumtext   path '$.event_name'         error on error,
       received_at        varchar(40)  path '$.received_at'        error on error,
       occurred_at        varchar(40)  path '$.occurred_at'        error on error,
       asset_id           mediumtext   path '$.asset_id'           error on error,
       asset_type         mediumtext   path '$.asset_type'         error on error,
       title              mediumtext   path '$.title'              error on error,
       organization_id    mediumtext   path '$.organization_id'    error on error,
       task_id            mediumtext   path '$.task_id'            error on error,
       url                mediumtext   path '$.url'                error on error,
       attributes_changed mediumtext   path '$.attributes_changed' error on error))
  as batch
on duplicate key update event_id = asset_archive.event_id
