-- What people look for by name. Each index ends with the time, so that the newest events of a name are read one by one and
-- nothing is sorted. Each event of Campaign then writes 95 (type), 115 (subject) and 480 or more (contact, by the checkpoints)
-- bytes of WAL more than its 906 on PostgreSQL. Nearly every event of Campaign has a contact and a subject; the others have no contact.
create index event_contact on event (contact, received_at) ${only-with-contact};
create index event_subject on event (subject, received_at) ${only-with-subject};
create index event_type on event (type, received_at);
