import { heldTable, isConnectionProblem, unavailabilityOf } from './database-errors';

const failure = (fields: object, message = ''): Error => Object.assign(new Error(message), fields);

describe('unavailabilityOf', () => {
  it.each([
    [failure({ code: 'ECONNREFUSED' }), 'unreachable', true],
    [failure({ code: '57P01' }), 'unreachable', true],
    [failure({ code: '08006' }), 'unreachable', true],
    [failure({}, 'Connection terminated unexpectedly'), 'unreachable', true],
    [failure({}, 'timeout exceeded when trying to connect'), 'no connection free', true],
    [failure({}, 'Query read timeout'), 'no connection free', true],
    [failure({ code: '53300' }), 'out of resources', true],
    [failure({ code: '57014' }), 'too slow', false],
    [failure({ code: '55P03' }), 'held', false],
    [failure({ code: '40P01' }), 'deadlock', false],
    [failure({ code: '23505' }, 'Connection terminated'), undefined, false],
    [failure({}, 'x is not a function'), undefined, false],
    ['no error', undefined, false],
  ])('is for %p: %s', (error, reason, ofConnection) => {
    expect([unavailabilityOf(error), isConnectionProblem(error)]).toEqual([reason, ofConnection]);
  });
});

describe('heldTable', () => {
  it.each([
    ['while updating tuple (0,1) in relation "projects"', 'projects'],
    ['while locking updated version (0,2) of tuple (0,1) in relation "client_contacts"', 'client_contacts'],
    ['while inserting index tuple (0,1) in relation "uq_projects"', undefined],
    [undefined, undefined],
  ])('reads %s', (where, table) => {
    expect(heldTable(failure({ where }))).toBe(table);
  });
});
