import { findSystemUser } from './server-user';

describe('the user whom root lends to the server', () => {
  const passwd = ['root:x:0:0::/root:/bin/sh', 'nobody:x:65534:65533::/:/bin/false'];

  it('is the system user of PostgreSQL', () => {
    expect(findSystemUser([...passwd, 'postgres:x:101:104::/:/bin/sh'].join('\n'))).toEqual({
      uid: 101,
      gid: 104,
    });
  });

  it('is nobody where that one does not exist', () => {
    expect(findSystemUser([...passwd, 'postgres2:x:7:7::/:/bin/sh', ''].join('\n'))).toEqual({
      uid: 65534,
      gid: 65533,
    });
  });

  it.each([
    ['there is neither', 'root:x:0:0::/root:/bin/sh'],
    ['there is no list of users', ''],
    ['it would be root again', 'postgres:x:0:0::/:/bin/sh'],
    ['its uid is not one that can be lent', 'nobody:*:-2:-2::/:/bin/false'],
    ['its line is damaged', 'postgres\nnobody:x::'],
  ])('does not exist where %s', (_where, text) => {
    expect(findSystemUser(text)).toBeUndefined();
  });
});
