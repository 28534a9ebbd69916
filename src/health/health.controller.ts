import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../auth/public.decorator';
import { HealthService } from './health.service';

/** For load balancers and supervisors: no token, and not part of the API that clients program against. */
@ApiExcludeController()
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process answers. */
  @Get('live')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** The process can serve: send it requests. */
  @Get('ready')
  async ready(): Promise<{ status: string }> {
    await this.health.assertReady();
    return { status: 'ok' };
  }
}
