// Reads {manifest, languages: [...]} and prints a sentence for whatever Microsoft's own schemas of that version refuse.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const require = createRequire(import.meta.url);
const Ajv = require("ajv-draft-04");
const FOLDER = "node_modules/@microsoft/app-manifest/build/json-schemas/teams";

function checker(version, name) {
  const schema = JSON.parse(readFileSync(`${FOLDER}/v${version}/${name}.schema.json`, "utf8").replace(/^\uFEFF/, ""));
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  require("ajv-formats")(ajv);
  return ajv.compile(schema);
}

const { manifest, languages } = JSON.parse(await text(process.stdin));
const version = manifest.manifestVersion;
const newest = readdirSync(FOLDER).filter((name) => /^v\d/.test(name)).map((name) => name.slice(1).split(".").map(Number));
newest.sort((a, b) => a[0] - b[0] || a[1] - b[1]);

const found = [];
if (version !== newest.at(-1).join(".")) found.push(`there is a newer schema: ${newest.at(-1).join(".")}`);
const whole = checker(version, "MicrosoftTeams");
if (!whole(manifest)) found.push(...whole.errors.map((e) => `manifest${e.instancePath}: ${e.message}`));
const translation = checker(version, "MicrosoftTeams.Localization");
for (const one of languages) {
  if (!translation(one)) found.push(...translation.errors.map((e) => `language${e.instancePath}: ${e.message}`));
}
console.log(JSON.stringify(found));
