-- What people look for by name. Each index ends with the time, so that the newest events of a name are read one by one and
-- nothing is sorted. Nearly every event of Campaign has a contact and a subject; the others have no contact.
create index event_contact on event (contact, received_at) ${only-with-contact};
create index event_subject on event (subject, received_at) ${only-with-subject};
create index event_type on event (type, received_at);
