import { Module } from '@nestjs/common';
import { ProjectStagesController } from './project-stages.controller';
import { ProjectStagesRepository } from './project-stages.repository';

@Module({
  controllers: [ProjectStagesController],
  providers: [ProjectStagesRepository],
})
export class ProjectStagesModule {}
