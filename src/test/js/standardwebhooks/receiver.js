// A receiver of webhooks that trusts what the library of Standard Webhooks has verified, and takes down what came.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const { Webhook } = require("standardwebhooks");

const { PORT, SECRET, RECEIVED } = process.env;
const webhook = new Webhook(SECRET);
let failures = 1;

/** Whether the library takes a request. */
function verified(body, headers) {
  try {
    webhook.verify(body, headers);
    return true;
  } catch (error) {
    return false;
  }
}

function status(path, isVerified) {
  if (!isVerified) {
    return 401;
  }
  return path === "/flaky" && failures-- > 0 ? 503 : 204;
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    if (request.url === "/end") {
      response.end();
      server.close();
      server.closeAllConnections();
      return;
    }
    const body = Buffer.concat(parts);
    const isVerified = verified(body, request.headers);
    const line = {
      path: request.url,
      id: request.headers["webhook-id"],
      timestamp: request.headers["webhook-timestamp"],
      signature: request.headers["webhook-signature"],
      body: body.toString("base64"),
      verified: isVerified,
    };
    fs.appendFileSync(RECEIVED, `${JSON.stringify(line)}\n`);
    response.statusCode = status(request.url, isVerified);
    response.setHeader("Retry-After", "1");
    response.end();
  });
});
server.listen(Number(PORT), "127.0.0.1");
