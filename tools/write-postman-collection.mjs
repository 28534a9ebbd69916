/**
 * Writes the Postman collection of the OpenAPI document to standard output: the tool's own output without the saved
 * responses (nine tenths of it) and without what differs from run to run, and with variables for what every user sets.
 */
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import converter from 'openapi-to-postmanv2';

const [, , file] = process.argv;
const { output, result, reason } = await promisify(converter.convertV2.bind(converter))(
  { type: 'string', data: readFileSync(file, 'utf8') },
  {
    folderStrategy: 'Tags',
    parametersResolution: 'Example',
    enableOptionalParameters: false,
    disableOptionalParameters: true,
    includeAuthInfoInExample: false,
  },
);
if (!result) throw new Error(reason);
const [{ data: collection }] = output;

const VALUES = { 'Wethod-Company': '{{company}}', 'Wethod-Version': '2024-06-15' };

function tidy(entry) {
  delete entry.id;
  delete entry.response;
  entry.item?.forEach(tidy);
  // As on the page: what a request deletes is what one before it has created.
  const isDelete = ({ request }) => Number(request?.method === 'DELETE');
  entry.item?.sort((one, other) => isDelete(one) - isDelete(other));
  for (const header of entry.request?.header ?? []) header.value = VALUES[header.key] ?? header.value;
  // Their values are random ones that fit.
  for (const parameter of [...(entry.request?.url.query ?? []), ...(entry.request?.header ?? [])]) {
    if (parameter.disabled) parameter.value = '';
  }
}
tidy(collection);
collection.info = { ...collection.info, _postman_id: undefined };
collection.auth = { type: 'bearer', bearer: [{ type: 'string', key: 'token', value: '{{token}}' }] };
collection.variable = [
  { key: 'baseUrl', value: 'http://localhost:3000' },
  { key: 'token', value: '' },
  { key: 'company', value: 'demo' },
  // Of the project that `{{id}}:archive` names.
  { key: 'id', value: '1' },
  // Of the delivery that `{{delivery_id}}:redeliver` names.
  { key: 'delivery_id', value: '1' },
];
process.stdout.write(`${JSON.stringify(collection, null, 2)}\n`);
