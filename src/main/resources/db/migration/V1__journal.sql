-- The journal: each event as it was received, where it goes, and what became of it.
-- Every statement runs unchanged on H2 (PostgreSQL mode) and on PostgreSQL 15 to 18; only the conditions of two indexes
-- are left out on H2, which has no partial indexes.

-- One row per event. The id is derived from the event itself, so the primary key is the deduplication.
create table event (
  id          uuid primary key,
  family      varchar(40)  not null,
  type        varchar(200) not null,
  subject     varchar(200),               -- the id of the asset, task, mail or document that the event is about
  contact     varchar(320),               -- the address that the event is about, in lower case
  occurred_at timestamp with time zone,   -- null if the sender does not say
  received_at timestamp with time zone not null,
  payload     text not null,              -- the JSON text as it was received
  unrouted    varchar(500)                -- why the router could not decide; null for a routed event
);
create index event_received on event (received_at);
-- Index only unrouted events. Nearly every event is routed, and indexing all the nulls cost PostgreSQL 10 % of its speed.
create index event_unrouted on event (unrouted) ${only-unrouted};

-- One row per event and destination. The row is always in exactly one state: "state", and "waiting_for" while it waits.
-- Nothing else decides what happens next: the error and the receipt are for people.
-- The states are compared with an array, because H2 binds "in (...)" to the connection that created the table, and refuses
-- every row after that connection is closed.
create table delivery (
  event_id        uuid not null,
  destination     varchar(100) not null,
  state           varchar(10) not null check (state = any (array['waiting', 'delivered', 'dead'])),
  -- null: the first or the next attempt. person: the destination does not know the person yet; Serai looks again once a day.
  -- attempt_apart: the process died during the last attempt; the next one is apart from deliveries that are not suspected.
  waiting_for     varchar(15),
  attempts        integer not null default 0,
  next_attempt_at timestamp with time zone not null,
  last_error      varchar(500),             -- why the last attempt did not deliver
  settled_at      timestamp with time zone, -- when the delivery was delivered or died
  receipt         varchar(2000),            -- what the destination answered, as JSON
  route_version   varchar(64),              -- hash of the destination's files at the last attempt
  primary key (event_id, destination),
  check (waiting_for is null or (state = 'waiting' and waiting_for = any (array['person', 'attempt_apart'])))
);
-- Index only open deliveries (waiting, dead). Indexing delivered rows too cost PostgreSQL over 25 % of the settling time, and
-- disk space for good. The condition names the open states, because PostgreSQL would use an index "where state <>
-- 'delivered'" for settling too, and read that index from end to end.
create index delivery_due on delivery (destination, state, next_attempt_at, event_id) ${only-open};

-- One row per destination that ever had a delivery: which process works it, and whether it may work.
create table destination (
  name             varchar(100) primary key,
  paused           boolean not null default false,  -- stopped by a person
  suspended_since  timestamp with time zone,        -- stopped by Serai; null while the destination works
  suspended_reason varchar(500),
  misconfigured    boolean not null default false,  -- every event would fail until a person changes something
  next_probe       timestamp with time zone,        -- when Serai tries one batch again
  owner            varchar(100),                    -- the process that holds the lease
  epoch            bigint not null default 0,       -- grows with each lease; the holder of an older lease cannot settle
  owned_until      timestamp with time zone,
  delivered        bigint not null default 0        -- grows with each settled batch, so that the ledger counts no rows
);

-- The last five attempts of a delivery that did not deliver it.
create table attempt (
  destination varchar(100) not null,
  event_id    uuid not null,
  number      integer not null,
  at          timestamp with time zone not null,
  outcome     varchar(20) not null,
  error       varchar(500),
  ms          bigint not null,
  primary key (destination, event_id, number)
);

-- How Serai recognises repeated events of families that send neither id nor time.
create table dedupe_key (
  "key"    varchar(200) primary key,       -- the broker's message id, or a hash of the body
  event_id uuid not null,
  "until"  timestamp with time zone not null
);

-- How many events came in, by day, process, family and type. Written in the transaction that keeps the events; the row stays
-- when the events are pruned. Each process counts in rows of its own, so that two transactions never wait for each other.
create table event_count (
  "day"     date not null,
  process   varchar(100) not null,
  family    varchar(40) not null,
  type      varchar(200) not null,
  received  bigint not null default 0,
  duplicate bigint not null default 0,
  filtered  bigint not null default 0,    -- routed to no destination
  unrouted  bigint not null default 0,
  erased    bigint not null default 0,
  pruned    bigint not null default 0,
  primary key ("day", process, family, type)
);

-- Authenticated input that is no event, byte for byte.
create table quarantine (
  hash        varchar(64) primary key,    -- SHA-256 of the body, hexadecimal
  count       bigint not null,            -- how often the same body came
  family      varchar(40) not null,
  received_at timestamp with time zone not null,
  reason      varchar(500) not null,
  body        bytea not null
);

-- The events that go out alone, because a process may have died of them. A row is written before the call, so that it is
-- certain which event was in flight when the process died. Only events that were in flight at an earlier death have a row.
create table out_alone (
  destination varchar(100) not null,
  event_id    uuid not null,
  since       timestamp with time zone,   -- when the event went out; null if it came back
  sole        boolean not null,           -- whether nothing else was in flight in the process, for any destination
  deaths      integer not null,           -- how often the process died while the event was out as the only one
  primary key (destination, event_id)
);
