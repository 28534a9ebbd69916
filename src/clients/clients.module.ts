import { Module } from '@nestjs/common';
import { ClientWritesController } from './client-writes.controller';
import { ClientsController } from './clients.controller';
import { ClientsRepository } from './clients.repository';

@Module({
  controllers: [ClientsController, ClientWritesController],
  providers: [ClientsRepository],
})
export class ClientsModule {}
