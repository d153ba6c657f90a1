-- What "serai prune" needs: events, payloads and other rows that are older than the configuration wants go.

-- How many events have lost their payload, and are kept without it. An event that is pruned afterwards counts as pruned only.
alter table event_count add column blanked bigint not null default 0;

-- How many delivered deliveries went with their events. destination.delivered never shrinks by pruning, because a batch that settles would
-- wait for its row.
create table delivery_count (
  destination varchar(100) primary key,
  pruned      bigint not null
);

-- One row: which process prunes, and until when it may without saying so again.
create table prune_run (
  id          integer primary key,
  owner       varchar(100),
  owned_until timestamp with time zone,
  finished_at timestamp with time zone not null   -- when a run was through the last time; at first, when this table was made
);
insert into prune_run (id, finished_at) values (1, current_timestamp);
