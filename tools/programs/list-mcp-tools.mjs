import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

/** Starts an MCP server, and prints the names of its tools. */
const [, , script, ...args] = process.argv;
const client = new Client({ name: 'test', version: '1.0.0' });
const server = { command: process.execPath, args: [script, ...args], env: process.env, stderr: 'ignore' };
await client.connect(new StdioClientTransport(server));
const { tools } = await client.listTools();
console.log(JSON.stringify(tools.map(({ name }) => name)));
await client.close();
