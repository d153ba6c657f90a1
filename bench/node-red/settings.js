// Node-RED beside Serai: HTTP-in → function → response, with node-postgres.
//
// flow.json is what its users draw: one function node per family makes rows of the payload, one keeps them. The function
// reaches PostgreSQL by a pool in functionGlobalContext, the documented way to give functions a module. A batch is one
// statement (unnest), prepared once per connection, and so also one transaction and one round trip.
//
// The editor, the admin API and the diagnostics are off, since nobody edits while it is measured.
const { randomUUID, createHash } = require('node:crypto');
const express = require('express');
const { Pool } = require('pg');

module.exports = {
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.PORT),
  flowFile: `${__dirname}/flow.json`,
  readOnly: true,
  httpAdminRoot: false,
  disableEditor: true,
  diagnostics: { enabled: false },
  telemetry: { enabled: false, updateNotification: false },
  credentialSecret: false,
  // Node-RED reads JSON by itself, but answers 500 to what is none, for which a sender tries again for days.
  httpNodeMiddleware: [express.json({ limit: '5mb' }), (failure, request, response, next) => response.sendStatus(400)],
  // Node has one thread for JavaScript: more connections than this give it nothing.
  // Host, port, database and user come from PGHOST, PGPORT, PGDATABASE and PGUSER.
  functionGlobalContext: { pool: new Pool({ max: 20 }), randomUUID, createHash },
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};
