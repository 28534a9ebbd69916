import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';

/** Judges the bodies of a file by a schema, with ajv as it comes. */
const [, , file] = process.argv;
const { schema, bodies } = JSON.parse(readFileSync(file, 'utf8'));
const validate = new Ajv2020.default().compile(schema);
console.log(JSON.stringify(bodies.map((body) => (validate(body) ? null : validate.errors))));
