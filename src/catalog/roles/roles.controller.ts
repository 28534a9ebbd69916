import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresNoPermission } from '../../auth/requires-permission.decorator';
import { IdPipe } from '../../http/id.pipe';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { ListQueryDto } from '../../company-repository/list-query.dto';
import { RoleResponse } from './role.response.dto';
import { RolesRepository } from './roles.repository';

@Tag('Roles', 'What persons may do')
@Controller('api/roles')
export class RolesController {
  constructor(private readonly repository: RolesRepository) {}

  @Get()
  @RequiresNoPermission()
  @Operation({ summary: 'List roles', query: ListQueryDto, listOf: RoleResponse })
  async listRoles(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<RoleResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresNoPermission()
  @Operation({ summary: 'Get a role', item: 'role', response: RoleResponse })
  async getRole(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<RoleResponse> {
    return this.repository.findById(caller, id);
  }
}
