-- The tables of jdbc:archive. database.archive.create-tables=true makes them with the first connection.
create table if not exists asset_archive (
  event_id           uuid primary key,
  event_name         varchar(200) not null,
  received_at        timestamp with time zone not null,
  occurred_at        timestamp with time zone,
  asset_id           text,
  asset_type         text,
  title              text,
  organization_id    text,
  task_id            text,
  url                text,
  attributes_changed text
);
create table if not exists content_archive (
  event_id    uuid primary key,
  event_type  varchar(200) not null,
  received_at timestamp with time zone not null,
  occurred_at timestamp with time zone,
  tenant_id   text,
  journal_id  text,
  content_ids text
);
create table if not exists experiment_archive (
  event_id    uuid primary key,
  event_type  varchar(200) not null,
  received_at timestamp with time zone not null,
  occurred_at timestamp with time zone,
  project_id  text,
  environment text,
  entity_type text,
  entity_name text,
  change_type text,
  changed     text
);
