import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Account } from './account.entity';

/** A personal access token. The token itself is nowhere, only its hash and its first characters. */
@Entity('tokens')
@Unique('uq_tokens_hash', ['hash'])
@Index('ix_tokens_account', ['account_id'])
@ForeignKey(() => Account, ['account_id'], ['id'], { name: 'fk_tokens_account' })
export class Token {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'pk_tokens',
  })
  id!: number;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  created_at!: Date;

  @Column('bigint')
  account_id!: number;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text')
  prefix!: string;

  @Column('bytea')
  hash!: Buffer;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  expires_at!: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  revoked_at!: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  last_used_at!: Date | null;
}
