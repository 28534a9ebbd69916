import 'reflect-metadata';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Module, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Token } from '../../../src/auth/token.entity';
import { BusinessUnit } from '../../../src/catalog/business-units/business-unit.entity';
import { Client } from '../../../src/clients/client.entity';
import { Company } from '../../../src/companies/company.entity';
import { Contact } from '../../../src/contacts/contact.entity';
import { dataSourceOptions } from '../../../src/database/data-source-options';
import { JobOrderCategory } from '../../../src/catalog/job-order-categories/job-order-category.entity';
import { Person } from '../../../src/persons/person.entity';
import { ProjectMetadataOption } from '../../../src/project-metadata/project-metadata-option.entity';
import { ProjectType } from '../../../src/catalog/project-types/project-type.entity';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';

/** The same create as Nest's and TypeORM's own documentation would have it, on the same tables and settings. */
@Module({
  imports: [
    TypeOrmModule.forRoot(dataSourceOptions(process.env.DATABASE_URL!)),
    TypeOrmModule.forFeature([
      BusinessUnit,
      Client,
      Company,
      Contact,
      JobOrderCategory,
      Person,
      ProjectMetadataOption,
      ProjectType,
      Token,
    ]),
  ],
  controllers: [ProjectsController],
  providers: [ProjectsService],
})
class PlainModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(PlainModule, { logger: ['error', 'warn'] });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  process.stdout.write(`plain listens on http://127.0.0.1:${port}\n`);
}

void main();
