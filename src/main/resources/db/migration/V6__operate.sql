-- What an operator moves, edits and acknowledges.

-- Whether a paused destination has no call out any more: the process that works it writes this when its last call has ended. Only then may its
-- deliveries become those of another destination, or a delivery that is out would go out twice.
alter table destination add column drained boolean not null default false;

-- The event of which a person has made this corrected copy; null for an event that was received.
alter table event add column copy_of uuid;
-- Index only copies: nearly every event is none.
create index event_copy on event (copy_of) ${only-copies};

-- The groups of dead deliveries that a person knows about: one destination and one reason, as "serai dead" shows them. A row goes when its group
-- is gone, and its count shrinks with the group, so that the group is open again as soon as it grows.
create table dead_acknowledged (
  destination varchar(100) not null,
  error       varchar(500) not null,
  count       bigint not null,            -- deliveries in the group
  at          timestamp with time zone not null,
  who         varchar(100) not null,
  note        varchar(500) not null,
  primary key (destination, error)
);
