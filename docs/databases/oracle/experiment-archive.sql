-- One row of a batch. A repeated event changes nothing.
merge into experiment_archive
using (select cast(:#event_id as char(36)) as id from dual) batch on (event_id = batch.id)
when not matched then insert (
  event_id, event_type, received_at, occurred_at, project_id, environment, entity_type, entity_name, change_type, changed)
values (
  :#event_id, :#event_type,
  to_timestamp(rtrim(:#received_at, 'Z') || case length(:#received_at) when 20 then '.0' end, 'YYYY-MM-DD"T"HH24:MI:SS.FF'),
  to_timestamp(rtrim(:#occurred_at, 'Z') || case length(:#occurred_at) when 20 then '.0' end, 'YYYY-MM-DD"T"HH24:MI:SS.FF'),
  :#project_id, :#environment, :#entity_type, :#entity_name, :#change_type, :#changed)
