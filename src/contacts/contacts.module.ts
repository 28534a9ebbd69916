import { Module } from '@nestjs/common';
import { ContactWritesController } from './contact-writes.controller';
import { ContactsController } from './contacts.controller';
import { ContactsRepository } from './contacts.repository';

@Module({
  controllers: [ContactsController, ContactWritesController],
  providers: [ContactsRepository],
})
export class ContactsModule {}
