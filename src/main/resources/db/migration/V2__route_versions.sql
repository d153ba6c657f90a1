-- Which version of which route file decided and delivered, and what stood in it.

-- The version of the router that decided that the event goes there; null for deliveries before this table.
alter table delivery add column router_version varchar(64);

-- The text of each version of a route file, once.
create table route_version (
  hash  varchar(64) primary key,
  name  varchar(200) not null,           -- "campaign" is a router, "destinations/hubspot" a destination
  files text not null                    -- JSON: the text of each file that makes the version, by its name
);

-- From when on which version ran. A start with the version that ran last adds no row.
create table route_run (
  name    varchar(200) not null,
  since   timestamp with time zone not null,
  process varchar(100) not null,
  hash    varchar(64),                   -- null: from then on none ran, because the file was deleted
  primary key (name, since, process)
);
