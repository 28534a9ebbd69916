import { Module } from '@nestjs/common';
import { ProjectTypesController } from './project-types.controller';
import { ProjectTypesRepository } from './project-types.repository';

@Module({
  controllers: [ProjectTypesController],
  providers: [ProjectTypesRepository],
})
export class ProjectTypesModule {}
