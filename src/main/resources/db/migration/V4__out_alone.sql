-- The events that go out alone, because a process may have died of them. A row is written before the call, so that it says
-- for certain what was in hand when the process died; only the few events that were in hand at an earlier death have one.
create table out_alone (
  destination varchar(100) not null,
  event_id    uuid not null,
  since       timestamp with time zone,   -- when it went out; null if it came back
  sole        boolean not null,           -- whether the process had nothing else in hand, for any destination
  deaths      integer not null,           -- how often the process died while it was out so
  primary key (destination, event_id)
);
