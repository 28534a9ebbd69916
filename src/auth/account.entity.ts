import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** An account that may hold tokens: a person in one or more companies. The e-mail address is in lower case. */
@Entity('accounts')
@Unique('uq_accounts_email', ['email'])
export class Account {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'pk_accounts',
  })
  id!: number;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  created_at!: Date;

  @Column('text')
  email!: string;
}
