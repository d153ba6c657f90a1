// Reads an AsyncAPI document as its users do, and prints what the parser says against it, one finding a line.
"use strict";
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

new Parser().parse(readFileSync(process.argv[2], "utf8")).then(({ document, diagnostics }) => {
  for (const { severity, code, path, message } of diagnostics) {
    console.log(["error", "warning", "information", "hint"][severity], code, path.join("/"), message);
  }
  console.log("messages", document ? document.allMessages().length : 0);
});
