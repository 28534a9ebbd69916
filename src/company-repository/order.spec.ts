import { ParameterProblem } from './filter';
import { Order, parseOrder, parsePlace, Place, placeAfter } from './order';

const TYPES = { id: 'integer', name: 'text', hierarchy: 'integer', created_at: 'instant' } as const;
const ascending = (column: string): object => ({ column, isDescending: false });
const descending = (column: string): object => ({ column, isDescending: true });

describe('parseOrder', () => {
  it.each<[string, object[]]>([
    ['name', [ascending('name'), ascending('id')]],
    ['+name', [ascending('name'), ascending('id')]],
    [' name', [ascending('name'), ascending('id')]],
    ['-name', [descending('name'), ascending('id')]],
    ['-hierarchy,+name', [descending('hierarchy'), ascending('name'), ascending('id')]],
    ['-id', [descending('id')]],
    ['id,name', [ascending('id'), ascending('name')]],
  ])('reads "%s"', (raw, fields) => {
    expect(parseOrder(TYPES, raw)).toEqual(new Order(fields as never));
  });

  const allowed = (named: string): string =>
    `must name fields of id, name, hierarchy, created_at, separated by commas and with - before one that descends, not "${named}"`;
  it.each<[unknown, string]>([
    ['', allowed('')],
    ['colour', allowed('colour')],
    ['name,', allowed('')],
    ['name;drop table x', allowed('name;drop table x')],
    ['--name', allowed('-name')],
    ['name:desc', allowed('name:desc')],
    ['constructor', allowed('constructor')],
    ['x'.repeat(200), allowed('x'.repeat(100))],
    ['name,-name', 'must not name name twice'],
    [['name', 'id'], 'must be given once'],
  ])('refuses %j', (raw, message) => {
    expect(parseOrder(TYPES, raw)).toEqual(new ParameterProblem(message));
  });
});

describe('parsePlace', () => {
  it.each([
    ['name', { id: 3, name: 'A, "b"' }, ['A, "b"', '3']],
    ['-name', { id: 3, name: null }, [null, '3']],
    ['hierarchy,name', { id: 3, name: '', hierarchy: -1 }, ['-1', '', '3']],
    ['-created_at', { id: 3, created_at: new Date(0) }, ['1970-01-01T00:00:00.000Z', '3']],
    ['-id', { id: 3 }, ['3']],
  ])('reads what placeAfter wrote for %s', (order, item, values) => {
    expect(parsePlace(TYPES, placeAfter(order, item), order)).toEqual(new Place(values));
  });

  it.each<[unknown, string]>([
    ['3', 'name'],
    [3, 'name'],
    ['["a"]', 'name'],
    ['["a",3,4]', 'name'],
    ['[1,3]', 'name'],
    ['["a","3"]', 'name'],
    ['["a",1.5]', 'name'],
    ['["a\\u0000",3]', 'name'],
    ['["yesterday",3]', 'created_at'],
    ['{"length":2}', 'name'],
    ['["a",3', 'name'],
    [['["a",3]', '["a",3]'], 'name'],
  ])('refuses %j for %s', (raw, order) => {
    expect(parsePlace(TYPES, raw, order)).toEqual(
      new ParameterProblem(
        'must be what the Link header of a page with the same order says: leave it out for the first page',
      ),
    );
  });
});
