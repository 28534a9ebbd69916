import { IdempotencyInterceptor } from '../../src/idempotency/idempotency.interceptor';
import { IDEMPOTENT } from '../../src/idempotency/idempotent.decorator';
import { useService } from '../support/app';
import { type Route, routesOf } from '../support/routes';

const service = useService();

const namesOf = (routes: readonly Route[]): string[] => routes.map(({ name }) => name);
const isIntercepted = ({ metadata }: Route): boolean =>
  ((metadata('__interceptors__') ?? []) as unknown[]).includes(IdempotencyInterceptor);

describe('the routes', () => {
  it('are idempotent if they write, and only then', () => {
    const routes = routesOf(service.app);
    const writes = routes.filter(({ method }) => method !== 'GET');
    expect(writes.length).toBeGreaterThan(15);
    expect([...new Set(writes.map(({ method }) => method))].sort()).toEqual([
      'DELETE',
      'PATCH',
      'POST',
      'PUT',
    ]);
    expect(namesOf(routes.filter(({ metadata }) => metadata(IDEMPOTENT) !== undefined))).toEqual(
      namesOf(writes),
    );
  });

  it('store the key by an interceptor, but for those whose handler does that', () => {
    const writes = routesOf(service.app).filter(({ method }) => method !== 'GET');
    const others = writes.filter((route) => !isIntercepted(route));
    expect(others.map(({ name, metadata }) => [name, metadata(IDEMPOTENT)])).toEqual([
      ['ProjectsController.createProject', 'handler'],
      ['ProjectsController.updateProject', 'handler'],
      ['ProjectImportController.importProjects', 'handler'],
    ]);
  });
});
