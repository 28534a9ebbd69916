import { Module } from '@nestjs/common';
import { ProjectMetadataController } from './project-metadata.controller';
import { ProjectMetadataRepository } from './project-metadata.repository';

@Module({
  controllers: [ProjectMetadataController],
  providers: [ProjectMetadataRepository],
  exports: [ProjectMetadataRepository],
})
export class ProjectMetadataModule {}
