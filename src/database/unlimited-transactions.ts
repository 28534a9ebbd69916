import { type EntitySubscriberInterface, EventSubscriber, type TransactionStartEvent } from 'typeorm';

/** Takes the limits of requests off the transactions of other work: behind a pooler they are those of the role. */
@EventSubscriber()
export class UnlimitedTransactions implements EntitySubscriberInterface {
  async afterTransactionStart({ queryRunner }: TransactionStartEvent): Promise<void> {
    await queryRunner.query('set local statement_timeout = 0; set local lock_timeout = 0');
  }
}
