// Prints TypeScript types of all events: node types.mjs [asyncapi.yaml] > events.d.ts
// Each schema becomes a type of its name, each family a union of what it sends, such as Campaign, and all of them AnyEvent.
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { compile } from "json-schema-to-typescript";

const file = process.argv[2] ?? new URL("../../../../docs/asyncapi.yaml", import.meta.url);
const { info, channels, components } = load(readFileSync(file, "utf8"));

const families = {};
for (const { "x-family": family, description, messages } of Object.values(channels)) {
  const name = family[0].toUpperCase() + family.slice(1);
  const union = (families[name] ??= { description, anyOf: [] });
  const payloads = Object.values(messages).map(({ payload }) => payload.$ref);
  union.anyOf.push(...[...new Set(payloads)].map(($ref) => ({ $ref })));
}
const schema = {
  anyOf: Object.keys(families).map((name) => ({ $ref: `#/definitions/${name}` })),
  definitions: { ...components.schemas, ...families },
};
const local = JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "#/definitions/"));
process.stdout.write(
  await compile(local, "AnyEvent", {
    additionalProperties: false,
    bannerComment: `// ${info.title}. Made from docs/asyncapi.yaml, version ${info.version}.`,
  }),
);
