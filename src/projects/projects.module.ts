import { Module } from '@nestjs/common';
import { ProjectHistoryRepository } from './project-history.repository';
import { ProjectsController } from './projects.controller';
import { ProjectsRepository } from './projects.repository';
import { ProjectsService } from './projects.service';

@Module({
  controllers: [ProjectsController],
  providers: [ProjectsService, ProjectsRepository, ProjectHistoryRepository],
  exports: [ProjectsRepository],
})
export class ProjectsModule {}
