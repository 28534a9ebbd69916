import { formatChange, formatValue } from './format-change';

describe('formatChange', () => {
  it('is one line', () => {
    expect(formatChange({ action: 'create', what: 'client', id: 1, label: 'Acme' })).toBe('+ client 1 Acme');
    expect(formatChange({ action: 'create', what: 'client', id: undefined, label: 'Acme' })).toBe(
      '+ client Acme',
    );
    const fields = [
      { name: 'role', from: 'Viewer', to: 'Administrator' },
      { name: 'is_archived', from: false, to: true },
    ];
    expect(formatChange({ action: 'update', what: 'person', id: 2, label: 'ada@acme.example', fields })).toBe(
      '~ person 2 ada@acme.example: role Viewer → Administrator, is_archived false → true',
    );
  });
});

describe('formatValue', () => {
  it.each<[unknown, string]>([
    ['Acme & Co', 'Acme & Co'],
    [null, '(none)'],
    [5, '5'],
    [['a', 'b c'], '[a, b c]'],
    [[], '[]'],
    ['', '""'],
    [' x', '" x"'],
    ['two\nlines', '"two\\nlines"'],
    ['\u001b[31mred', '"\\u001b[31mred"'],
    ['turned\u202eround', '"turned\\u{202e}round"'],
  ])('shows %j as %s', (value, shown) => {
    expect(formatValue(value)).toBe(shown);
  });
});
