-- To which trace an event belongs, so that its deliveries join it. Only events of traced requests have a row, and none has one while
-- tracing.enabled is off.
create table event_trace (
  event_id    uuid primary key,
  traceparent varchar(55) not null   -- https://www.w3.org/TR/trace-context/#traceparent-header
);
