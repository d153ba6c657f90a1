-- The journal. Every statement here runs unchanged on H2 (PostgreSQL mode) and on PostgreSQL 15 to 18.

-- One row per event; the id is derived from the event itself, so the primary key is the deduplication.
create table event (
  id          uuid primary key,
  family      varchar(40)  not null,
  type        varchar(200) not null,
  subject     varchar(200),
  contact     varchar(320),
  occurred_at timestamp with time zone,
  received_at timestamp with time zone not null,
  payload     text not null,              -- the JSON text as it was received
  unrouted    varchar(500)                -- why no router could decide; normally null
);
create index event_received on event (received_at);
create index event_unrouted on event (unrouted);

-- One row per event and destination; it is always in exactly one state. (The states stand in an array: H2 compares with
-- "in (...)" by the connection that made the table, and refuses every row once that one is closed.)
create table delivery (
  destination     varchar(100) not null,
  event_id        uuid not null,
  state           varchar(10) not null check (state = any (array['waiting', 'delivered', 'dead'])),
  attempts        integer not null default 0,
  next_attempt_at timestamp with time zone not null,
  last_error      varchar(500),
  settled_at      timestamp with time zone,
  receipt         varchar(2000),          -- what the far side answered
  made_by         varchar(64),            -- hash of the destination's files
  primary key (destination, event_id)
);
create index delivery_due on delivery (destination, state, next_attempt_at, event_id);
create index delivery_event on delivery (event_id);

-- One row per destination: who works it, and whether it may work.
create table destination (
  name          varchar(100) primary key,
  paused        boolean not null default false,
  resting_since timestamp with time zone,
  rest_reason   varchar(500),
  misconfigured boolean not null default false,
  next_probe    timestamp with time zone,
  owner         varchar(100),
  epoch         bigint not null default 0,
  owned_until   timestamp with time zone
);

-- The attempts that did not deliver, the last few per delivery.
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

-- Recognises repeats of families that send neither id nor time.
create table repeat (
  "key"    varchar(200) primary key,
  event_id uuid not null,
  "until"  timestamp with time zone not null
);

-- The books. Written in the transaction that keeps the events, so that they survive pruning.
create table tally (
  "day"     date not null,
  process   varchar(100) not null,
  family    varchar(40) not null,
  type      varchar(200) not null,
  received  bigint not null default 0,
  duplicate bigint not null default 0,
  filtered  bigint not null default 0,
  unrouted  bigint not null default 0,
  erased    bigint not null default 0,
  pruned    bigint not null default 0,
  primary key ("day", process, family, type)
);

-- Authenticated input that is no event, byte for byte.
create table quarantine (
  hash        varchar(64) primary key,
  count       bigint not null,
  family      varchar(40) not null,
  received_at timestamp with time zone not null,
  reason      varchar(500) not null,
  body        bytea not null
);
