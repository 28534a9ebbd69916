import * as rules from './rules';

describe('the rules', () => {
  it.each([
    ['a@b', undefined],
    ['ada.rossi+crm@mail.example', undefined],
    ['', 'must not be blank'],
    ['ada', 'must be an e-mail address'],
    ['a@b@c', 'must be an e-mail address'],
    ['a b@c', 'must be an e-mail address'],
    ['@b', 'must be an e-mail address'],
    [`${'x'.repeat(149)}@b`, 'must be at most 150 characters long, it has 151'],
    [1, 'must be a string, not a number'],
  ])('e-mail %j', (value, problem) => {
    expect(rules.emailRule({ max: 150 })(value)).toBe(problem);
  });

  it.each([
    [true, undefined],
    [false, undefined],
    ['true', 'must be true or false, not a string'],
    [0, 'must be true or false, not a number'],
    [null, 'must be true or false, not null'],
  ])('boolean %j', (value, problem) => {
    expect(rules.booleanRule(value)).toBe(problem);
  });

  it.each([
    ['low', undefined],
    ['LOW', 'must be one of: low, high'],
    [1, 'must be a string, not a number'],
  ])('choice %j', (value, problem) => {
    expect(rules.choiceRule(['low', 'high'])(value)).toBe(problem);
  });

  it.each([
    [['a', 'b'], undefined],
    [[], undefined],
    ['a', 'must be a list of strings'],
    [{ 0: 'a' }, 'must be a list of strings'],
    [['a', 1], 'has a wrong entry at position 2: it must be a string, not a number'],
    [['a', 'b', 'a'], 'names "a" twice'],
  ])('list %j', (value, problem) => {
    expect(rules.textListRule(rules.textRule({ min: 1, max: 5 }))(value)).toBe(problem);
  });

  it.each([
    ['acme-2', undefined],
    ['Acme', 'must be a slug'],
    [1, 'must be a string, not a number'],
  ])('pattern %j', (value, problem) => {
    expect(rules.patternRule(/^[a-z0-9-]+$/, 'a slug')(value)).toBe(problem);
  });
});
