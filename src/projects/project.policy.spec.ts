import { type Permission } from '../auth/permissions';
import { decide } from './project.policy';

const ME = 7;
const OTHER = 8;

/** Who the body or the row names, and whether that makes the project mine: '?' where it is unknown. */
const OWNERS: readonly (readonly [pm: unknown, account: unknown, mine: true | false | '?'])[] = [
  [ME, undefined, true],
  [ME, null, true],
  [ME, OTHER, true],
  [ME, ME, true],
  [OTHER, ME, true],
  [undefined, ME, true],
  ['7', ME, true],
  [ME, '8', true],
  [ME, {}, true],
  [OTHER, undefined, false],
  [OTHER, null, false],
  [OTHER, OTHER, false],
  [undefined, undefined, '?'],
  [null, null, '?'],
  [undefined, OTHER, '?'],
  ['7', undefined, '?'],
  [0, null, '?'],
  [1.5, null, '?'],
  [-7, null, '?'],
  [2 ** 53, null, '?'],
  [[ME], null, '?'],
  [OTHER, '7', '?'],
  [OTHER, 0, '?'],
  [OTHER, true, '?'],
];

const ACTIONS = ['view', 'create', 'edit', 'delete'] as const;

describe.each(ACTIONS)('decide %s', (action) => {
  const own = `pipeline.${action}` as const;
  const other: Permission = `pipeline.${action}_other`;
  // Permissions for other actions must not matter.
  const noise = ACTIONS.filter((some) => some !== action).flatMap((some): Permission[] => [
    `pipeline.${some}`,
    `pipeline.${some}_other`,
  ]);
  const decideWith = (permissions: readonly Permission[], pm: unknown, account: unknown) =>
    decide(own, new Set([...permissions, ...noise]), ME, { pm_id: pm, account_id: account });

  it.each(OWNERS)('PM %j, Account %j', (pm, account, mine) => {
    expect(decideWith([own, other], pm, account)).toEqual({ allowed: true });
    expect(decideWith([own], pm, account)).toEqual(
      mine === '?'
        ? { allowed: 'undecided' }
        : mine
          ? { allowed: true }
          : { allowed: false, missing: own + '_other' },
    );
    expect(decideWith([other], pm, account)).toEqual(
      mine === '?' ? { allowed: 'undecided' } : mine ? { allowed: false, missing: own } : { allowed: true },
    );
    expect(decideWith([], pm, account)).toEqual({ allowed: false, missing: mine === false ? other : own });
  });
});
