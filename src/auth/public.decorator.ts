import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'access:public';

/** Opens a route to everybody: no token, no company, no version. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);
