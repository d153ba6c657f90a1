-- The tables of jdbc:archive, for Oracle from 12.1. Times are UTC. Run it once by hand.
create table asset_archive (
  event_id           char(36) primary key,
  event_name         varchar2(200 char) not null,
  received_at        timestamp(6) not null,
  occurred_at        timestamp(6),
  asset_id           varchar2(4000),
  asset_type         varchar2(4000),
  title              varchar2(4000),
  organization_id    varchar2(4000),
  task_id            varchar2(4000),
  url                varchar2(4000),
  attributes_changed varchar2(4000)
);
create table content_archive (
  event_id    char(36) primary key,
  event_type  varchar2(200 char) not null,
  received_at timestamp(6) not null,
  occurred_at timestamp(6),
  tenant_id   varchar2(4000),
  journal_id  varchar2(4000),
  content_ids varchar2(4000)
);
create table experiment_archive (
  event_id    char(36) primary key,
  event_type  varchar2(200 char) not null,
  received_at timestamp(6) not null,
  occurred_at timestamp(6),
  project_id  varchar2(4000),
  environment varchar2(4000),
  entity_type varchar2(4000),
  entity_name varchar2(4000),
  change_type varchar2(4000),
  changed     varchar2(4000)
);
