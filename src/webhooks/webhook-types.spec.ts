import { type Permission } from '../auth/permissions';
import { EVENT_TYPES, PROJECT_EVENT_TYPES } from '../events/event-types';
import { wantedTypes } from './webhook-types';

const SEES_PROJECTS: Permission[] = ['pipeline.view', 'pipeline.view_other'];
const SEES_ALL: Permission[] = [...SEES_PROJECTS, 'crm.view'];

describe('wantedTypes', () => {
  it('are those of the endpoint, or all that the person may see', () => {
    expect(wantedTypes(['client.updated'], SEES_ALL)).toEqual(['client.updated']);
    expect(wantedTypes([], SEES_ALL)).toEqual(EVENT_TYPES);
    expect(wantedTypes([], SEES_PROJECTS)).toEqual(PROJECT_EVENT_TYPES);
  });

  it('are none if the person lacks a permission of one of them, or has no role any more', () => {
    expect(wantedTypes(['project.created', 'client.updated'], SEES_PROJECTS)).toBeUndefined();
    for (const permissions of [
      ['pipeline.view'],
      ['pipeline.view_other', 'crm.view'],
      [],
      null,
    ] as Permission[][])
      for (const types of [[], ['project.created']] as const)
        expect(wantedTypes(types, permissions)).toBeUndefined();
  });
});
