-- What people look for by name.
create index event_type on event (type);
create index event_subject on event (subject);
create index event_contact on event (contact);
