-- What an operator does: pause, replay, cancel, discard; and who did it.

-- Until when a person has paused the destination; null for no end. After that time the destination works again, although
-- "paused" is still true: who reads it compares the time.
alter table destination add column paused_since timestamp with time zone;
alter table destination add column paused_until timestamp with time zone;
alter table destination add column paused_by varchar(100);
alter table destination add column paused_reason varchar(500);
-- Grows when a person has cancelled deliveries that waited: what a process has read ahead, it reads again.
alter table destination add column revision bigint not null default 0;

-- How a person has closed a delivery that is dead; null if nobody has. Only an attempt that was out meanwhile, and that has
-- delivered it, changes such a row.
alter table delivery add column closed varchar(10) check (closed = any (array['cancelled', 'discarded']));
-- The row of audit that has the reason.
alter table delivery add column closed_by uuid;
-- Which replay gives the delivery its key at the far side; 0 for the key of the first delivery.
alter table delivery add column replay integer not null default 0;

-- One row per change, written in the transaction of the change. A change of many deliveries takes several transactions: the
-- first one writes the row, and the others add to its count.
create table audit (
  id          uuid primary key,
  at          timestamp with time zone not null,
  who         varchar(100) not null,
  action      varchar(20) not null,       -- pause, resume, probe, replay, cancel, discard
  name        varchar(100),               -- of a replay
  filter      varchar(4000) not null,     -- JSON: what was asked for
  count       bigint not null,            -- how many deliveries were changed; 1 for a destination
  reason      varchar(500)                -- why, in the words of the person
);
create index audit_at on audit (at);

-- What had become of a delivery before it was replayed.
create table earlier_delivery (
  event_id      uuid not null,
  destination   varchar(100) not null,
  audit_id      uuid not null,            -- the replay
  state         varchar(10) not null,
  closed        varchar(10),
  attempts      integer not null,
  last_error    varchar(500),
  settled_at    timestamp with time zone,
  receipt       varchar(2000),
  route_version varchar(64),
  primary key (event_id, destination, audit_id)
);
