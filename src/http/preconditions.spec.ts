import { PreconditionFailedError } from './api-error';
import { entityTag } from './entity-tag';
import { assertConditions, refuseIfMatch, isKnown } from './preconditions';

const THEN = { id: 7, updated_at: '2025-01-01T00:00:00.000Z', name: 'One', value: 1 };
const NOW = { id: 7, updated_at: '2025-01-02T00:00:00.000Z', name: 'Two', value: 1 };
const TAG = entityTag(NOW);

/** What `If-Match` with this value is answered, or undefined. */
function refusal(ifMatch: string | undefined): object | undefined {
  try {
    assertConditions({ ifMatch }, NOW);
    return undefined;
  } catch (error) {
    const { status, failures, headers } = error as PreconditionFailedError;
    return { status, failures, headers };
  }
}

const refused = (...fields: string[]): object => ({
  status: 412,
  failures: fields.map((field) => ({ field, message: 'has changed meanwhile' })),
  headers: { ETag: TAG },
});

describe('If-Match', () => {
  it.each([
    ['no header', undefined],
    ['whatever there is', '*'],
    ['whatever there is, with spaces', ' * '],
    ['the tag', TAG],
    ['one of several', `"other",${TAG} , "third"`],
  ])('holds: %s', (_, header) => {
    expect(refusal(header)).toBeUndefined();
  });

  it.each([
    ['a former tag: what changed, but not the time of it', entityTag(THEN), ['name']],
    ['former tags: what changed since the first', `${entityTag(THEN)}, "other"`, ['name']],
    ['a tag of others', '"other"', []],
    ['a tag of ours without its quotes', TAG.slice(1, -1), []],
    ['nothing', '', []],
  ])('does not hold: %s', (_, header, fields) => {
    expect(refusal(header)).toEqual(refused(...fields));
  });

  it('never holds for what is not there', () => {
    expect(() => {
      refuseIfMatch(undefined);
    }).not.toThrow();
    for (const header of ['*', TAG, '']) {
      expect(() => {
        refuseIfMatch(header);
      }).toThrow(PreconditionFailedError);
    }
  });
});

describe('If-None-Match', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['*', true],
    [TAG, true],
    [`W/${TAG}`, true],
    [`"other", W/${TAG}`, true],
    ['"other"', false],
    [entityTag(THEN), false],
    [TAG.slice(1, -1), false],
  ])('%s: %s', (header, expected) => {
    expect(isKnown(header, TAG)).toBe(expected);
    // A write is refused then, with the tag of the item.
    const write = (): void => {
      assertConditions({ ifNoneMatch: header }, NOW, { ...NOW, more: 1 });
    };
    if (!expected) expect(write).not.toThrow();
    else expect(write).toThrow(expect.objectContaining({ status: 412, headers: { ETag: TAG } }) as Error);
  });
});
