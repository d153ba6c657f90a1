-- How far "serai migrate" has come, which copies another journal into this one. While there is a row, no gateway starts on this journal.
create table copy_mark (
  name     varchar(100) primary key,    -- a table of the journal
  source   varchar(64) not null,        -- what the other journal was when the copy began, as a checksum
  last_key varchar(4000),               -- JSON: the key of the last row that is here; null before the first one
  copied   bigint not null              -- rows that are here; written in the transaction of the rows
);
