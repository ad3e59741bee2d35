// Reads {schema, values: [...]} and prints a sentence for whatever the schema (2020-12) refuses.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020");

const { schema, values } = JSON.parse(await text(process.stdin));
const ajv = new Ajv({ allErrors: true });
require("ajv-formats")(ajv);
const right = ajv.compile(schema);
const found = [];
for (const one of values) {
  if (!right(one)) found.push(...right.errors.map((e) => `${e.instancePath}: ${e.message}`));
}
console.log(JSON.stringify(found));
