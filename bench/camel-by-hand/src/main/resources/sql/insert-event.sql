insert into event (id, family, type, subject, contact, occurred_at, received_at, payload)
values (:#id, :#family, :#type, :#subject, :#contact, :#occurred_at, :#received_at, :#payload)
on conflict do nothing
