// Checks views and messages against a JSON Schema made from Slack's own TypeScript types (@slack/types).
// Reads [{ "name", "view" } or { "name", "message" }] on stdin; prints [{ "name", "errors" }] of what is wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import Ajv from "ajv";
import { createGenerator } from "ts-json-schema-generator";

const require = createRequire(import.meta.url);
const types = `${dirname(require.resolve("@slack/types"))}/index.d.ts`;

function schemaOf(type) {
  const schema = createGenerator({ path: types, type, skipTypeCheck: true, jsDoc: "none" }).createSchema(type);
  // Any block at all is a `Block`; without it a block must be one of those that Slack knows.
  schema.definitions.AnyBlock = { $ref: "#/definitions/KnownBlock" };
  return schema;
}

const ajv = new Ajv({ strict: false, allErrors: false });
const modal = ajv.compile(schemaOf("ModalView"));
const home = ajv.compile(schemaOf("HomeView"));
const blocks = ajv.compile({ ...schemaOf("KnownBlock"), $ref: undefined, type: "array", items: { $ref: "#/definitions/KnownBlock" } });

function errorsOf({ view, message }) {
  const [check, what] = message
    ? [blocks, message.blocks]
    : [view.type === "home" ? home : modal, view];
  if (message && (typeof message.text !== "string" || Object.keys(message).sort().join() !== "blocks,text"))
    return ["a message has text and blocks, and nothing else"];
  return check(what) ? [] : check.errors.map((error) => `${error.instancePath} ${error.message}`);
}

const wrong = JSON.parse(readFileSync(0, "utf8"))
  .map((one) => ({ name: one.name, errors: errorsOf(one) }))
  .filter((one) => one.errors.length);
console.log(JSON.stringify(wrong));
