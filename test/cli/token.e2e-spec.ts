import { createHash } from 'node:crypto';
import { type CliBench, startCli } from './cli';

interface TokenRow {
  readonly id: number;
  readonly account_id: number;
  readonly name: string | null;
  readonly prefix: string;
  readonly hash: Buffer;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

const DAY = 24 * 60 * 60 * 1000;

describe('token', () => {
  let cli: CliBench;

  beforeAll(async () => {
    cli = await startCli();
    const person = { surname: 'S', role: 'Viewer' };
    const company = {
      slug: 'acme',
      name: 'Acme',
      roles: [{ name: 'Viewer', permissions: [] }],
      persons: [
        { id: 1, email: 'Ada@acme.example', name: 'Ada', ...person },
        { id: 2, email: 'bob@acme.example', name: 'Bob', ...person, is_archived: true },
      ],
    };
    await cli.apply(company);
    await cli.apply({
      ...company,
      slug: 'other',
      persons: [{ ...person, id: 3, email: 'eve@o.example', name: 'E' }],
    });
  });

  afterAll(() => cli.stop());

  beforeEach(() => cli.database.query('truncate tokens restart identity'));

  const tokens = (): Promise<TokenRow[]> => cli.database.query<TokenRow>('select * from tokens order by id');
  const create = (...args: string[]): ReturnType<CliBench['run']> =>
    cli.run('token', 'create', '--company', 'acme', ...args);

  describe('create', () => {
    it('prints the token once and stores its hash only', async () => {
      const { code, out, err } = await create('--person', 'ADA@acme.example', '--name', 'import script');
      expect({ code, err }).toEqual({
        code: 0,
        err: ['Token 1 for ADA@acme.example of acme. It does not expire. It is not shown again.'],
      });
      expect(out).toEqual([expect.stringMatching(/^pat_[\w-]{43}$/)]);
      const token = out[0]!;
      expect(await tokens()).toEqual([
        {
          id: 1,
          account_id: 1,
          name: 'import script',
          prefix: token.slice(0, 12),
          hash: createHash('sha256').update(token).digest(),
          created_at: expect.any(Date) as Date,
          expires_at: null,
          revoked_at: null,
          last_used_at: null,
        },
      ]);
      expect(JSON.stringify(await cli.dump())).not.toContain(token);
    });

    it('takes a number of days', async () => {
      await create('--person', '1', '--expires', '90d');
      const [token] = await tokens();
      expect(token!.expires_at!.getTime() - token!.created_at.getTime()).toBe(90 * DAY);
    });

    it('takes the last day', async () => {
      const { err } = await create('--person', '1', '--expires', '2999-12-30');
      expect(err).toEqual([
        'Token 1 for 1 of acme. It expires at 2999-12-31T00:00:00.000Z. It is not shown again.',
      ]);
    });

    it.each([
      [
        'a day that is over',
        ['--person', '1', '--expires', '2020-01-31'],
        'A token must expire in the future.',
      ],
      ['an unknown person', ['--person', '3'], 'The company acme has no person 3.'],
      [
        'a person of another company',
        ['--person', 'eve@o.example'],
        'The company acme has no person eve@o.example.',
      ],
      [
        'an archived person',
        ['--person', 'bob@acme.example'],
        'The person bob@acme.example of acme is archived: a token would not work.',
      ],
      ['an unknown company', ['--person', '1', '--company', 'nobody'], 'There is no company nobody.'],
      [
        'a wrong person',
        ['--person', 'ada'],
        "error: option '--person <id|e-mail>' argument 'ada' is invalid. It must be the ID or the e-mail address of a person.",
      ],
      ['no person', [], "error: required option '--person <id|e-mail>' not specified"],
    ])('refuses %s', async (_, args, message) => {
      expect(await create(...args)).toEqual({ code: 1, out: [], err: [message] });
      expect(await tokens()).toEqual([]);
    });
  });

  describe('list', () => {
    it('says when there is none', async () => {
      expect(await cli.run('token', 'list', '--company', 'acme')).toEqual({
        code: 0,
        out: ['No tokens.'],
        err: [],
      });
    });

    it('shows the tokens of the company, never what they are', async () => {
      const made = [
        await create('--person', '1'),
        await create('--person', '1', '--name', 'B', '--expires', '9d'),
      ];
      await create('--person', '1', '--expires', '9d');
      await cli.run('token', 'create', '--company', 'other', '--person', '3');
      await cli.run('token', 'revoke', '1');
      await cli.database.query(`update tokens set created_at = '2024-01-01', expires_at = case id
        when 2 then timestamptz '2999-01-01' when 3 then timestamptz '2024-01-02' end`);
      await cli.database.query(`update tokens set last_used_at = '2024-01-01T12:00:00Z' where id = 2`);
      const { out } = await cli.run('token', 'list', '--company', 'acme');
      const shown = (await tokens()).map(({ prefix }) => `${prefix}…`);
      expect(out).toEqual([
        'ID  TOKEN          STATE    PERSON              NAME  CREATED                   EXPIRES                   LAST USED',
        `1   ${shown[0]}  revoked  1 Ada@acme.example  -     2024-01-01T00:00:00.000Z  -                         -`,
        `2   ${shown[1]}  active   1 Ada@acme.example  B     2024-01-01T00:00:00.000Z  2999-01-01T00:00:00.000Z  2024-01-01T12:00:00.000Z`,
        `3   ${shown[2]}  expired  1 Ada@acme.example  -     2024-01-01T00:00:00.000Z  2024-01-02T00:00:00.000Z  -`,
      ]);
      for (const { out: token } of made) expect(out.join('\n')).not.toContain(token[0]);
    });
  });

  describe('revoke', () => {
    it('revokes a token once', async () => {
      await create('--person', '1');
      expect(await cli.run('token', 'revoke', '1')).toEqual({
        code: 0,
        out: ['Token 1 is revoked.'],
        err: [],
      });
      const revoked = await tokens();
      expect(revoked[0]!.revoked_at).toBeInstanceOf(Date);
      expect(await cli.run('token', 'revoke', '1')).toEqual({
        code: 0,
        out: ['Token 1 was revoked before.'],
        err: [],
      });
      expect(await tokens()).toEqual(revoked);
    });

    it.each([
      ['99', 'There is no token with the id 99.'],
      [
        'pat_1',
        "error: command-argument value 'pat_1' is invalid for argument 'id'. It must be the ID of a token.",
      ],
    ])('refuses %s', async (id, message) => {
      expect(await cli.run('token', 'revoke', id)).toEqual({ code: 1, out: [], err: [message] });
    });
  });
});
