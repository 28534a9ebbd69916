import { Body, Controller, Post, Req, UseGuards } from '@nestjs/common';
import { CreateProjectDto } from './create-project.dto';
import { ProjectsService } from './projects.service';
import { type PlainRequest, TokenGuard } from './token.guard';

@Controller('api/projects')
@UseGuards(TokenGuard)
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Post()
  async create(@Req() request: PlainRequest, @Body() dto: CreateProjectDto): Promise<object> {
    return this.projects.create(request.companyId, dto);
  }
}
