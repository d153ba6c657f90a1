-- One statement for a whole batch. A repeated event changes nothing.
insert into experiment_archive (
  event_id, event_type, received_at, occurred_at, project_id, environment, entity_type, entity_name, change_type, changed)
select
  event_id, event_type, cast(received_at as datetimeoffset(6)), cast(occurred_at as datetimeoffset(6)), project_id, environment, entity_type, entity_name, change_type, changed
from openjson(:?rows) with (
  event_id    char(36)      'strict $.event_id',
  event_type  nvarchar(max) 'strict $.event_type',
  received_at varchar(40)   'strict $.received_at',
  occurred_at varchar(40)   'strict $.occurred_at',
  project_id  nvarchar(max) 'strict $.project_id',
  environment nvarchar(max) 'strict $.environment',
  entity_type nvarchar(max) 'strict $.entity_type',
  entity_name nvarchar(max) 'strict $.entity_name',
  change_type nvarchar(max) 'strict $.change_type',
  changed     nvarchar(max) 'strict $.changed') as batch
where not exists (
  select 1 from experiment_archive with (updlock, holdlock) where experiment_archive.event_id = batch.event_id)
