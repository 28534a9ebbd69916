/** Two clients of one document: functions that call fetch, and Zod schemas. */
const input = process.env.DOCUMENT;
const output = (client) => ({
  client,
  target: `programs/generated/orval-${client}.ts`,
  baseUrl: { getBaseUrlFromSpecification: true },
});

module.exports = {
  fetch: { input, output: output('fetch') },
  zod: { input, output: output('zod') },
};
