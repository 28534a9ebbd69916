import { Module } from '@nestjs/common';
import { ClientWritesController } from './client-writes.controller';
import { ClientsController } from './clients.controller';
import { ClientsRepository } from './clients.repository';
import { ExternalIdentifiersRepository } from './external-identifiers.repository';

@Module({
  controllers: [ClientsController, ClientWritesController],
  providers: [ClientsRepository, ExternalIdentifiersRepository],
})
export class ClientsModule {}
