import {
  heldTable,
  heldUnique,
  isConnectionProblem,
  isHeldRow,
  unavailabilityOf,
  UnavailableError,
  violatedUnique,
} from './database-errors';

const failure = (fields: object, message = ''): Error => Object.assign(new Error(message), fields);

describe('unavailabilityOf', () => {
  it.each([
    [failure({ code: 'ECONNREFUSED' }), 'unreachable', true],
    [failure({ code: '57P01' }), 'unreachable', true],
    [failure({ code: '08006' }), 'unreachable', true],
    [failure({}, 'Connection terminated unexpectedly'), 'cut off', true],
    [failure({}, 'Query read timeout'), 'cut off', true],
    [failure({ code: 'ECONNRESET' }), 'cut off', true],
    [new UnavailableError('no turn'), 'no turn', false],
    [failure({}, 'timeout exceeded when trying to connect'), 'no connection free', true],
    [failure({ code: '25006' }), 'read-only', true],
    [failure({ code: '28P01' }), 'login refused', true],
    [failure({ code: '28000' }), 'login refused', true],
    [failure({ code: '53300' }), 'out of resources', true],
    [failure({ code: '53100' }), 'disk full', true],
    [failure({ code: '57014' }), 'too slow', false],
    [failure({ code: '55P03' }), 'held', false],
    [failure({ code: '40P01' }), 'deadlock', false],
    [failure({ code: 'XX000' }, 'canceling statement due to lock timeout'), 'held', false],
    [failure({ code: 'XX000' }, 'something else'), undefined, false],
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
    ['while updating tuple (0,1) in relation "client_contacts_102008"', 'client_contacts'],
    ['while inserting index tuple (0,1) in relation "uq_projects_job_order"', undefined],
    [undefined, undefined],
  ])('reads %s', (where, table) => {
    expect(heldTable(failure({ where }))).toBe(table);
  });
});

describe('heldUnique', () => {
  it.each([
    ['while inserting index tuple (0,1) in relation "uq_projects_job_order"', 'job_order'],
    ['while inserting index tuple (0,1) in relation "uq_projects_job_order_102008"', 'job_order'],
    ['while updating tuple (0,1) in relation "projects"', undefined],
    [undefined, undefined],
  ])('reads %s', (where, what) => {
    expect(heldUnique(failure({ where }))).toBe(what);
  });
});

describe('violatedUnique', () => {
  const message = 'duplicate key value violates unique constraint "uq_projects_job_order_102008"';
  it.each([
    [{ code: '23505', constraint: 'uq_projects_job_order' }, 'uq_projects_job_order'],
    [{ code: '23505' }, 'uq_projects_job_order'],
    [{ code: 'XX000' }, 'uq_projects_job_order'],
    [{ code: '23503', constraint: 'fk_projects_client' }, undefined],
  ])('is of %p: %s', (fields, name) => {
    expect(violatedUnique(failure(fields, message))).toBe(name);
  });
});

describe('isHeldRow', () => {
  it.each([
    ['while inserting index tuple (0,1) in relation "projects"', true],
    ['while checking exclusion constraint on tuple (0,1) in relation "idempotency_keys"', true],
    ['while locking tuple (0,1) in relation "clients"\nSQL statement "SELECT 1 FROM …"', true],
    ['SQL function "analyze_projects" statement 1', false],
    [undefined, false],
  ])('of a lock timeout: %s', (where, isHeld) => {
    expect(isHeldRow(failure({ code: '55P03', where }))).toBe(isHeld);
    expect(isHeldRow(failure({ code: '23505', where }))).toBe(false);
  });
});
