// Reads [{name, card}] and prints a sentence for everything that Microsoft's own renderer refuses or does not know:
// what its parser says, what its validation says, and properties that are not in version 1.5.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const AC = createRequire(import.meta.url)("./node_modules/adaptivecards/dist/adaptivecards.js");
const VERSION = AC.Version.parse("1.5", new AC.SerializationContext());
const TEAMS = new AC.HostConfig({ actions: { maxActions: 6 } });
// Its pattern for a language remembers where it was, so that it refuses every second good one.
const FORGETFUL = /^Invalid value "[a-z]{2}" for property "lang"\.$/;
const NOT_TYPED = new Set(["$schema"]);

function known(type) {
  if (type === "AdaptiveCard") return new AC.AdaptiveCard();
  if (type === "TextRun" || type === "Column") return new AC[type]();
  const found = AC.GlobalRegistry.elements.findByName(type) ?? AC.GlobalRegistry.actions.findByName(type);
  return found ? new found.objectType() : null;
}

function* junk(part, path) {
  if (Array.isArray(part)) {
    for (const [index, one] of part.entries()) yield* junk(one, `${path}[${index}]`);
  } else if (part && typeof part === "object") {
    const made = part.type ? known(part.type) : null;
    if (part.type && !made) yield `${path}: no element ${part.type}`;
    if (made) {
      const schema = made.getSchema();
      const properties = new Map();
      for (let i = 0; i < schema.getCount(); i++) properties.set(schema.getItemAt(i).name, schema.getItemAt(i));
      for (const name of Object.keys(part)) {
        // Its model reads these itself, without a property.
        if (NOT_TYPED.has(name) || ["type", "body", "items", "columns", "inlines", "actions", "choices", "selectAction"].includes(name)) continue;
        const property = properties.get(name);
        if (!property) yield `${path}: ${part.type} has no ${name}`;
        else if (property.targetVersion.compareTo(VERSION) > 0) yield `${path}: ${part.type}.${name} is not in 1.5`;
      }
    }
    for (const [name, value] of Object.entries(part)) if (name !== "data") yield* junk(value, `${path}.${name}`);
  }
}

function* problems(card) {
  yield* junk(card, "card");
  const context = new AC.SerializationContext();
  const made = new AC.AdaptiveCard();
  made.hostConfig = TEAMS;
  made.parse(card, context);
  for (let i = 0; i < context.eventCount; i++)
    if (!FORGETFUL.test(context.getEventAt(i).message)) yield context.getEventAt(i).message;
  for (const event of made.validateProperties().validationEvents) yield event.message;
}

const given = JSON.parse(await text(process.stdin));
const found = given.flatMap(({ name, card }) => [...problems(card)].map((what) => `${name}: ${what}`));
console.log(JSON.stringify(found));
