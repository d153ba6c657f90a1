-- What the request said in the headers of which its family makes events, so that the body can be read again as it was read when it came. A
-- body that came with such headers has the hash of both, since the same body can be another event under another header.
alter table quarantine add column headers varchar(1000000);  -- JSON: names and values; null if there are none
