// What a program written for Salesforce does, with the client most of them use.
"use strict";
const assert = require("node:assert/strict");
const jsforce = require("jsforce");

const { SALESFORCE_URL, SALESFORCE_CLIENT_ID, SALESFORCE_CLIENT_SECRET } = process.env;
const people = (from, to) =>
  Array.from({ length: to - from }, (_, n) => ({ LastName: `Person ${from + n}`, Email: `p${from + n}@example.com` }));

async function login() {
  const connection = new jsforce.Connection({ loginUrl: SALESFORCE_URL, version: "60.0" });
  const user = await connection.authorize({
    grant_type: "client_credentials",
    client_id: SALESFORCE_CLIENT_ID,
    client_secret: SALESFORCE_CLIENT_SECRET,
  });
  assert.match(user.id, /^005/);
  return connection;
}

async function collections(connection) {
  const created = await connection.sobject("Contact").create(people(0, 450), { allowRecursive: true });
  assert.equal(created.length, 450);
  assert.ok(created.every((each) => each.success));

  const changes = created.slice(0, 3).map((each) => ({ Id: each.id, HasOptedOutOfEmail: true }));
  const updated = await connection.sobject("Contact").update(changes);
  assert.deepEqual(updated.map((each) => each.success), [true, true, true]);

  const deleted = await connection.sobject("Contact").destroy(created.slice(440).map((each) => each.id));
  assert.equal(deleted.filter((each) => each.success).length, 10);
}

async function pages(connection) {
  const first = await connection.query("SELECT Id, LastName, CreatedDate FROM Contact ORDER BY Email");
  assert.equal(first.totalSize, 440);
  assert.equal(first.done, false);

  const all = await connection.query("SELECT Id FROM Contact").run({ autoFetch: true, maxFetch: 1000 });
  assert.equal(new Set(all.records.map((each) => each.Id)).size, 440);

  const found = await connection.sobject("Contact").find({ Email: ["p7@example.com"] }, ["LastName"]);
  assert.deepEqual(found.map((each) => each.LastName), ["Person 7"]);
}

async function upserts(connection) {
  const events = connection.sobject("Email_Event__c");
  const one = await events.upsert({ Event_Key__c: "k1", Type__c: "bounce" }, "Event_Key__c");
  assert.equal(one.created, true);

  const many = await events.upsert(
    [
      { Event_Key__c: "k1", Type__c: "unsubscribe", Occurred_At__c: new Date("2026-11-21T17:00:00Z") },
      { Event_Key__c: "k2", Reason__c: "x".repeat(256) },
      { Event_Key__c: "k3", Reason__c: "O'Neil \\ \"said\"\nso", Address__c: "o'neil@example.com" },
    ],
    "Event_Key__c",
  );
  assert.deepEqual(many.map((each) => each.created), [false, undefined, true]);
  assert.equal(many[1].errors[0].statusCode, "STRING_TOO_LONG");

  const read = await events.retrieve(one.id);
  assert.equal(read.Type__c, "unsubscribe");
  const quoted = await events.find({ Address__c: "O'Neil@example.com" }, ["Event_Key__c"]);
  assert.deepEqual(quoted.map((each) => each.Event_Key__c), ["k3"]);
}

async function errors(connection) {
  await assert.rejects(connection.query("SELECT Nope FROM Contact"), { errorCode: "INVALID_FIELD" });
  await assert.rejects(connection.sobject("Contact").create({ FirstName: "x" }), { errorCode: "REQUIRED_FIELD_MISSING" });
}

async function main() {
  const connection = await login();
  await collections(connection);
  await pages(connection);
  await upserts(connection);
  await errors(connection);
  const limits = await connection.limits();
  assert.ok(limits.DailyApiRequests.Remaining < limits.DailyApiRequests.Max);
  assert.ok(connection.limitInfo.apiUsage.used > 10);
  const fields = (await connection.sobject("Email_Event__c").describe()).fields;
  assert.ok(fields.some((each) => each.name === "Event_Key__c" && each.externalId));
  await connection.logout();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
