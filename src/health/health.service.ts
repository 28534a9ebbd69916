import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ServiceUnavailableError } from '../http/api-error';

@Injectable()
export class HealthService implements BeforeApplicationShutdown {
  private isStopping = false;

  constructor(private readonly dataSource: DataSource) {}

  /** Runs before the server stops listening, so that a load balancer learns it while requests are still served. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  async assertReady(): Promise<void> {
    if (this.isStopping) throw new ServiceUnavailableError('The service is stopping.');
    if (await this.dataSource.showMigrations()) {
      throw new ServiceUnavailableError('Migrations of the database have not run yet.');
    }
  }
}
