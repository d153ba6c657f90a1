-- What "serai erase" needs: which events are erased, and whether a file still has pages with what was erased.

-- When the event lost its payload, contact, subject, errors and receipts because a person wanted it; null for all others.
alter table event add column erased_at timestamp with time zone;

-- One row. H2 leaves what was deleted in free pages of its file until the file is written anew, which it can only be before anybody uses it:
-- the next start does it.
create table erase_run (
  id          integer primary key,
  rewrite_due boolean not null
);
insert into erase_run values (1, false);
