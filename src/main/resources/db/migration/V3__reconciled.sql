-- What "serai reconcile" stores: events that Campaign knows and whose webhooks never arrived.

-- A row for each event that a reconciliation has stored, so that its webhook is a duplicate if it still arrives.
create table reconciled (
  join_key    varchar(64) not null,     -- hash of what the webhook and Campaign's record have in common
  event_id    uuid not null,
  occurred_at timestamp with time zone not null,
  claimed_by  uuid,                     -- the webhook's event that arrived late; each row makes one webhook a duplicate
  primary key (join_key, event_id)
);
create index reconciled_event on reconciled (event_id);

-- How far the last reconciliation of a client of Campaign has come. A run that was interrupted goes on there.
create table reconcile_run (
  client      varchar(100) primary key,
  since       timestamp with time zone not null,   -- its period
  "until"     timestamp with time zone not null,
  stored      boolean not null,                    -- whether it stores what is missing
  position    varchar(200),                        -- after which records it goes on; null before the first ones
  begun_at    timestamp with time zone not null,
  finished_at timestamp with time zone             -- null until it is through
);

-- One row that H2 locks in place of PostgreSQL's advisory lock.
create table reconcile_lock (
  id integer primary key
);
insert into reconcile_lock values (1);
