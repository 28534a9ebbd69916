import { Module } from '@nestjs/common';
import { PersonsController } from './persons.controller';
import { PersonsRepository } from './persons.repository';

@Module({
  controllers: [PersonsController],
  providers: [PersonsRepository],
})
export class PersonsModule {}
