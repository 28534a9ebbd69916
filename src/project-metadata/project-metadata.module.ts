import { Module } from '@nestjs/common';
import { ProjectMetadataController } from './project-metadata.controller';
import { ProjectMetadataRepository } from './project-metadata.repository';
import { ProjectMetadataService } from './project-metadata.service';

@Module({
  controllers: [ProjectMetadataController],
  providers: [ProjectMetadataService, ProjectMetadataRepository],
  exports: [ProjectMetadataRepository],
})
export class ProjectMetadataModule {}
