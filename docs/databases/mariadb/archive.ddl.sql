-- The tables of jdbc:archive, for MariaDB from 10.6 and MySQL from 8.0. Times are UTC.
-- Why mediumtext: on its way from one text type into a smaller one, MariaDB cuts a text and says nothing.
create table if not exists asset_archive (
  event_id           char(36) character set ascii primary key,
  event_name         varchar(200) not null,
  received_at        datetime(6) not null,
  occurred_at        datetime(6),
  asset_id           mediumtext,
  asset_type         mediumtext,
  title              mediumtext,
  organization_id    mediumtext,
  task_id            mediumtext,
  url                mediumtext,
  attributes_changed mediumtext
) character set utf8mb4;
create table if not exists content_archive (
  event_id    char(36) character set ascii primary key,
  event_type  varchar(200) not null,
  received_at datetime(6) not null,
  occurred_at datetime(6),
  tenant_id   mediumtext,
  journal_id  mediumtext,
  content_ids mediumtext
) character set utf8mb4;
create table if not exists experiment_archive (
  event_id    char(36) character set ascii primary key,
  event_type  varchar(200) not null,
  received_at datetime(6) not null,
  occurred_at datetime(6),
  project_id  mediumtext,
  environment mediumtext,
  entity_type mediumtext,
  entity_name mediumtext,
  change_type mediumtext,
  changed     mediumtext
) character set utf8mb4;
