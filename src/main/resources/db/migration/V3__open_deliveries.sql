-- By its time only that is looked for which is not delivered: an index of all that was, cost PostgreSQL more than a quarter
-- of the work of settling, and space for ever. It is said by the states that are open: an index where state is not
-- 'delivered' would be taken for settling, and walked from end to end.
drop index delivery_due;
create index delivery_due on delivery (destination, state, next_attempt_at, event_id) ${only-open};

-- Every destination that something is queued for has its row, so that nobody has to look for names among the deliveries.
insert into destination (name)
  select distinct destination from delivery
  where not exists (select 1 from destination where destination.name = delivery.destination);
