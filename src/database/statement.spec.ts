import { statement } from './statement';

describe('statement', () => {
  it('numbers its parameters by their first use, and leaves casts alone', () => {
    expect(statement('find', 'select :b::text, :a where x = :b and y::date = :a_b')).toEqual({
      name: 'find',
      text: 'select $1::text, $2 where x = $1 and y::date = $3',
      parameters: ['b', 'a', 'a_b'],
    });
  });

  it('leaves literals alone', () => {
    expect(statement('find', `select '{"a":null,"b":' || :b, 'it''s:b'`)).toEqual({
      name: 'find',
      text: `select '{"a":null,"b":' || $1, 'it''s:b'`,
      parameters: ['b'],
    });
  });
});
