import { type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PermissionsGuard } from '../../src/auth/permissions.guard';
import { PERMISSION_KEYS } from '../../src/auth/permissions';
import { PUBLIC } from '../../src/auth/public.decorator';
import { REQUIRED_PERMISSIONS } from '../../src/auth/requires-permission.decorator';
import { useService } from '../support/app';
import { routesOf } from '../support/routes';

const service = useService();

describe('every route', () => {
  it('says who may call it', () => {
    const routes = routesOf(service.app).map(({ name, metadata, anyMetadata }) => ({
      route: name,
      isPublic: Boolean(anyMetadata(PUBLIC)),
      permissions: metadata(REQUIRED_PERMISSIONS) as string[] | undefined,
    }));
    expect(routes.length).toBeGreaterThan(5);
    expect(routes.filter(({ isPublic, permissions }) => !isPublic && permissions === undefined)).toEqual([]);
    const named = routes.flatMap(({ permissions = [] }) => permissions);
    expect(named.filter((permission) => !PERMISSION_KEYS.includes(permission as never))).toEqual([]);
    expect(routes.filter(({ isPublic }) => isPublic).map(({ route }) => route)).toEqual([
      'FrontPageController.get',
      'HealthController.live',
      'HealthController.ready',
    ]);
  });

  it('has no guard of permissions of its own', () => {
    const guards = routesOf(service.app).flatMap(
      ({ anyMetadata }) => (anyMetadata('__guards__') ?? []) as (new () => object)[],
    );
    expect([...new Set(guards.map(({ name }) => name))]).toEqual(['WebhooksGuard']);
  });

  it('is refused by default', () => {
    class Careless {
      forgotten(): void {
        // A route whose author forgot the permission.
      }
    }
    const context = {
      getHandler: () => Careless.prototype.forgotten,
      getClass: () => Careless,
      switchToHttp: () => ({ getRequest: () => ({ caller: { permissions: new Set(PERMISSION_KEYS) } }) }),
    } as unknown as ExecutionContext;
    expect(() => new PermissionsGuard(new Reflector()).canActivate(context)).toThrow(
      'This operation is closed: it declares no permission.',
    );
  });
});
