import { errorFields } from './error-fields';

const FRAMES: unknown = expect.stringMatching(/^\s+at /);

describe('errorFields', () => {
  it('has the message and the frames of an error, and its cause', () => {
    const error = new TypeError('outside', { cause: new Error('inside') });
    expect(errorFields(error)).toEqual({
      type: 'TypeError',
      message: 'outside',
      stack: FRAMES,
      cause: { type: 'Error', message: 'inside', stack: FRAMES },
    });
  });

  it.each([
    ['a value that PostgreSQL refuses', '22007', 'invalid input syntax: "Acme Secret"', {}],
    ['a key that exists', '23505', 'duplicate key', { message: 'duplicate key' }],
  ])('has nothing that the caller sent: %s', (_, code, text, message) => {
    const error = Object.assign(new Error(text), {
      code,
      severity: 'ERROR',
      table: 'projects',
      constraint: undefined,
      detail: 'Key (name)=(Acme Secret) already exists.',
      where: "parameter $1 = 'Acme Secret'",
      parameters: ['Acme Secret'],
      query: "select 'Acme Secret'",
    });
    expect(errorFields(error)).toEqual({
      type: 'Error',
      ...message,
      stack: FRAMES,
      code,
      severity: 'ERROR',
      table: 'projects',
    });
  });

  it('has what was thrown that is no error', () => {
    expect(errorFields('text')).toEqual({ type: 'string', message: 'text' });
  });
});
