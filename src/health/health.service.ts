import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ServiceUnavailableError } from '../http/api-error';

@Injectable()
export class HealthService {
  private isStopping = false;

  constructor(private readonly dataSource: DataSource) {}

  /** Said before the server stops listening, so that a load balancer can learn it while requests are still served. */
  stop(): void {
    this.isStopping = true;
  }

  async assertReady(): Promise<void> {
    if (this.isStopping) throw new ServiceUnavailableError('The service is stopping.');
    if (await this.dataSource.showMigrations()) {
      throw new ServiceUnavailableError('Migrations of the database have not run yet.');
    }
  }
}
