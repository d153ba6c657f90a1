-- What happened in a minute, by the meters of one process, for plots. Nothing is decided by it. A row is deleted after 8 days.
create table activity_sample (
  at      timestamp with time zone not null,   -- the begin of the minute
  process varchar(100) not null,               -- several gateways add up
  sample  varchar(1000000) not null,           -- JSON; a text column would be read from another place by H2
  primary key (at, process)
);
