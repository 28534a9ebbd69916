import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module';
import { TimesheetWhitelistsController } from './timesheet-whitelists.controller';
import { TimesheetWhitelistsRepository } from './timesheet-whitelists.repository';
import { TimesheetWhitelistsService } from './timesheet-whitelists.service';

@Module({
  imports: [ProjectsModule],
  controllers: [TimesheetWhitelistsController],
  providers: [TimesheetWhitelistsService, TimesheetWhitelistsRepository],
})
export class TimesheetWhitelistsModule {}
