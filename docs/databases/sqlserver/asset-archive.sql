-- One statement for a whole batch. A repeated event changes nothing.
insert into asset_archive (
  event_id, event_name, received_at, occurred_at, asset_id, asset_type, title, organization_id, task_id, url,
  attributes_changed)
select
  event_id, event_name, cast(received_at as datetimeoffset(6)), cast(occurred_at as datetimeoffset(6)), asset_id,
  asset_type, title, organization_id, task_id, url, attributes_changed
from openjson(:?rows) with (
  event_id           char(36)      'strict $.event_id',
  event_name         nvarchar(max) 'strict $.event_name',
  received_at        varchar(40)   'strict $.received_at',
  occurred_at        varchar(40)   'strict $.occurred_at',
  asset_id           nvarchar(max) 'strict $.asset_id',
  asset_type         nvarchar(max) 'strict $.asset_type',
  title              nvarchar(max) 'strict $.title',
  organization_id    nvarchar(max) 'strict $.organization_id',
  task_id            nvarchar(max) 'strict $.task_id',
  url                nvarchar(max) 'strict $.url',
  attributes_changed nvarchar(max) 'strict $.attributes_changed') as batch
where not exists (select 1 from asset_archive with (updlock, holdlock) where asset_archive.event_id = batch.event_id)
