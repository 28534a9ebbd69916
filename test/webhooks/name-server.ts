import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';

/** Responses to a question for a name: addresses, which may differ from question to question. */
type Addresses = (name: string) => readonly string[];

const [IPV4, IPV6] = [1, 28];

/** A name server over UDP, which resolvers of Node take for the one of the network. */
export class NameServer {
  private constructor(
    private readonly socket: Socket,
    readonly resolver: Resolver,
  ) {}

  static async start(addresses: Addresses): Promise<NameServer> {
    const socket = createSocket('udp4');
    socket.on('message', (query, { port, address }) => {
      socket.send(responseTo(query, addresses), port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const resolver = new Resolver();
    resolver.setServers([`127.0.0.1:${socket.address().port}`]);
    return new NameServer(socket, resolver);
  }

  stop(): void {
    this.socket.close();
  }
}

/** A response of RFC 1035: the header, the question as it came, and a resource record for each address. */
function responseTo(query: Buffer, addresses: Addresses): Buffer {
  const labels: string[] = [];
  let at = 12;
  while (query[at] !== 0) {
    labels.push(query.toString('ascii', at + 1, at + 1 + query[at]!));
    at += query[at]! + 1;
  }
  const question = query.subarray(12, at + 5);
  const type = query.readUInt16BE(at + 1);
  const records = addresses(labels.join('.'))
    .filter((address) => (address.includes(':') ? IPV6 : IPV4) === type)
    .map((address) => {
      const data = bytesOf(address);
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
  const header = Buffer.from([query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, records.length, 0, 0, 0, 0]);
  return Buffer.concat([header, question, ...records]);
}

function bytesOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): string[] => text.split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  const all = address.includes('::') ? [...groups(head), ...zeros, ...groups(tail)] : groups(address);
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
