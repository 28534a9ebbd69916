import { type Identity } from '../auth/caller';
import { type Permission } from '../auth/permissions';
import { Values } from '../company-repository/list-conditions';
import { visibleProjects } from './project-visibility';

function condition(
  permissions: readonly Permission[],
): { text: string; values: readonly unknown[] } | undefined {
  const caller: Identity = { companyId: 1, personId: 7, tokenId: 1, permissions: new Set(permissions) };
  const visible = visibleProjects(caller);
  if (visible === undefined) return undefined;
  const values = new Values();
  return { text: visible(values), values: values.list };
}

describe('visibleProjects', () => {
  it('shows everything with both permissions, and nothing with none', () => {
    expect(condition(['pipeline.view', 'pipeline.view_other'])).toBeUndefined();
    expect(condition(['pipeline.edit'])).toEqual({ text: 'false', values: [] });
  });

  it('divides own projects and the others between the two', () => {
    expect(condition(['pipeline.view'])).toEqual({ text: '(pm_id = $1 or account_id = $1)', values: [7] });
    expect(condition(['pipeline.view_other'])).toEqual({
      text: 'pm_id <> $1 and account_id is distinct from $1',
      values: [7],
    });
  });
});
