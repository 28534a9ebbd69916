import { Module } from '@nestjs/common';
import { ProjectCreationsRepository } from './project-creations.repository';
import { ProjectHistoryRepository } from './project-history.repository';
import { ProjectStatistics } from './project-statistics';
import { ProjectSchemaController } from './project-schema.controller';
import { ProjectSchemaRepository } from './project-schema.repository';
import { ProjectMetadataHoldersModule } from './project-metadata-holders.module';
import { ProjectsController } from './projects.controller';
import { ProjectsRepository } from './projects.repository';
import { ProjectsService } from './projects.service';
import { ResponseRenewal } from './response-renewal';
import { StoredResponsesRepository } from './stored-responses.repository';

@Module({
  imports: [ProjectMetadataHoldersModule],
  controllers: [ProjectsController, ProjectSchemaController],
  providers: [
    ProjectsService,
    ProjectsRepository,
    ProjectCreationsRepository,
    ProjectStatistics,
    ProjectHistoryRepository,
    ProjectSchemaRepository,
    StoredResponsesRepository,
    ResponseRenewal,
  ],
  exports: [ProjectsRepository, ProjectCreationsRepository],
})
export class ProjectsModule {}
