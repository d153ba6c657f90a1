-- The tables of jdbc:archive, for SQL Server from 2016.
if object_id('asset_archive') is null
create table asset_archive (
  event_id           char(36) primary key,
  event_name         nvarchar(200) not null,
  received_at        datetimeoffset(6) not null,
  occurred_at        datetimeoffset(6),
  asset_id           nvarchar(max),
  asset_type         nvarchar(max),
  title              nvarchar(max),
  organization_id    nvarchar(max),
  task_id            nvarchar(max),
  url                nvarchar(max),
  attributes_changed nvarchar(max)
);
if object_id('content_archive') is null
create table content_archive (
  event_id    char(36) primary key,
  event_type  nvarchar(200) not null,
  received_at datetimeoffset(6) not null,
  occurred_at datetimeoffset(6),
  tenant_id   nvarchar(max),
  journal_id  nvarchar(max),
  content_ids nvarchar(max)
);
if object_id('experiment_archive') is null
create table experiment_archive (
  event_id    char(36) primary key,
  event_type  nvarchar(200) not null,
  received_at datetimeoffset(6) not null,
  occurred_at datetimeoffset(6),
  project_id  nvarchar(max),
  environment nvarchar(max),
  entity_type nvarchar(max),
  entity_name nvarchar(max),
  change_type nvarchar(max),
  changed     nvarchar(max)
);
