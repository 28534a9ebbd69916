import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../../idempotency/idempotency.module';
import { ProjectMetadataModule } from '../../project-metadata/project-metadata.module';
import { ProjectsModule } from '../projects.module';
import { BulkShares } from './bulk-shares';
import { ImportBatchService } from './import-batch.service';
import { ProjectExportController } from './project-export.controller';
import { ProjectExportService } from './project-export.service';
import { ProjectImportController } from './project-import.controller';
import { ProjectImportService } from './project-import.service';
import { TemporarySpace } from './temporary-space';

@Module({
  imports: [IdempotencyModule, ProjectsModule, ProjectMetadataModule],
  controllers: [ProjectImportController, ProjectExportController],
  providers: [BulkShares, TemporarySpace, ProjectImportService, ImportBatchService, ProjectExportService],
  exports: [BulkShares],
})
export class ProjectsBulkModule {}
