import { Global, Module } from '@nestjs/common';
import { MetadataHolders } from '../project-metadata/metadata-holders';
import { ProjectMetadataHolders } from './project-metadata-holders';

/** Global, because project metadata, whose layer is below this one, can't import it. */
@Global()
@Module({
  providers: [{ provide: MetadataHolders, useClass: ProjectMetadataHolders }],
  exports: [MetadataHolders],
})
export class ProjectMetadataHoldersModule {}
