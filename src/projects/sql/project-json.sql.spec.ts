import { hash } from 'node:crypto';
import { MADE_RESPONSE, RESPONSE_FORMAT } from './project-json.sql';

describe('the format of stored responses', () => {
  it('is another one when the expression that makes them is another one', () => {
    // If it makes another text, raise RESPONSE_FORMAT and make its index anew in a migration; then add the hash here.
    expect({ format: RESPONSE_FORMAT, madeBy: hash('sha256', MADE_RESPONSE) }).toEqual({
      format: 1,
      madeBy: 'd524884d11070c6e8915160e0b240f575f1ac5dec2b6adefaab19a54da429753',
    });
  });
});
