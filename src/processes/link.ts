/** What both ends of the channel between two processes have. */
export interface Port {
  send?(message: object, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

interface Message {
  readonly link: 'question' | 'answer' | 'refusal';
  readonly id: number;
  readonly topic?: string;
  readonly value?: unknown;
}

export type Answer = (topic: string, value: unknown) => unknown;

/** So long a question waits, in milliseconds. */
const PATIENCE = 2_000;

/** Questions and answers between the first process and a worker, over node's channel. */
export class Link {
  private lastId = 0;
  private readonly open = new Map<number, (message: Message) => void>();

  constructor(
    private readonly port: Port,
    answer: Answer,
  ) {
    port.on('message', (message) => {
      if (!isMessage(message)) return;
      if (message.link === 'question') void this.respond(message, answer);
      else this.open.get(message.id)?.(message);
    });
  }

  /** Fails if the other process does not answer within the deadline, in milliseconds. */
  async ask<Value>(topic: string, value?: unknown, deadline = PATIENCE): Promise<Value> {
    const id = ++this.lastId;
    let timer: NodeJS.Timeout | undefined;
    try {
      const message = await new Promise<Message>((resolve, reject) => {
        this.open.set(id, resolve);
        timer = setTimeout(() => {
          reject(new Error(`no answer to "${topic}" within ${deadline} ms`));
        }, deadline);
        this.send({ link: 'question', id, topic, value }, reject);
      });
      if (message.link === 'refusal') throw new Error(String(message.value));
      return message.value as Value;
    } finally {
      clearTimeout(timer);
      this.open.delete(id);
    }
  }

  private async respond({ id, topic, value }: Message, answer: Answer): Promise<void> {
    let response: Message;
    try {
      response = { link: 'answer', id, value: await answer(topic!, value) };
    } catch (error) {
      response = { link: 'refusal', id, value: String(error) };
    }
    // Who asked has ended: its end is seen elsewhere.
    this.send(response, () => undefined);
  }

  private send(message: Message, failed: (error: Error) => void): void {
    try {
      this.port.send!(message, (error) => {
        if (error !== null) failed(error);
      });
    } catch (error) {
      failed(error as Error);
    }
  }
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'link' in message;
}
