import { EventEmitter } from 'node:events';
import { Link, type Port } from './link';

/** One end of a channel; what it sends arrives at the other end. */
class End extends EventEmitter implements Port {
  other: End | undefined;

  send(message: object, callback: (error: Error | null) => void): boolean {
    const { other } = this;
    const copy: unknown = JSON.parse(JSON.stringify(message));
    setImmediate(() => {
      callback(other === undefined ? new Error('closed') : null);
      other?.emit('message', copy);
    });
    return true;
  }
}

function connected(): [End, End] {
  const ends: [End, End] = [new End(), new End()];
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  return ends;
}

describe('Link', () => {
  it('brings the answers to both ends, each to its question', async () => {
    const [one, two] = connected();
    const first = new Link(one, (topic, value) => `first ${topic} ${String(value)}`);
    const second = new Link(two, async (topic) => Promise.resolve(`second ${topic}`));
    expect(await Promise.all([first.ask('a'), first.ask('b'), second.ask('c', 3)])).toEqual([
      'second a',
      'second b',
      'first c 3',
    ]);
  });

  it('fails with what the other end fails with, and when the other end is gone or silent', async () => {
    const [one, two] = connected();
    const link = new Link(one, () => undefined);
    two.emit('message', 'of another');
    new Link(two, (topic) => {
      if (topic === 'silent') return new Promise(() => undefined);
      throw new Error('broken');
    });
    await expect(link.ask('x')).rejects.toThrow('Error: broken');
    await expect(link.ask('silent', undefined, 10)).rejects.toThrow('no answer to "silent" within 10 ms');
    one.other = undefined;
    await expect(link.ask('x')).rejects.toThrow('closed');
  });
});
