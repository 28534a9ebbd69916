import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { CurrentCaller } from '../auth/current-caller.decorator';
import { PERMISSION_KEYS, PERMISSIONS } from '../auth/permissions';
import { RequiresNoPermission, RequiresPermission } from '../auth/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../openapi/operation.decorator';
import { Tag } from '../openapi/tag.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { MyPermissionsResponse } from './my-permissions.response.dto';
import { PersonQueryDto } from './person-query.dto';
import { PersonResponse } from './person.response.dto';
import { PersonsRepository } from './persons.repository';
import { UPDATE_PERSON_EXAMPLE, UpdatePersonDto } from './update-person.dto';

@Tag('Persons', 'Who works in the company')
@Controller('api/persons')
export class PersonsController {
  constructor(private readonly repository: PersonsRepository) {}

  @Get()
  @RequiresPermission('settings.team')
  @Operation({ summary: 'List persons', query: PersonQueryDto, listOf: PersonResponse })
  async listPersons(
    @CurrentCaller() caller: Caller,
    @Query() query: PersonQueryDto,
  ): Promise<PersonResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get('me')
  @RequiresNoPermission()
  @Operation({
    summary: 'Get the person that calls',
    description: 'The person that the account of the token is in this company.',
    response: PersonResponse,
  })
  async getAuthenticatedPerson(@CurrentCaller() caller: Caller): Promise<PersonResponse> {
    return this.repository.findById(caller, caller.personId);
  }

  @Get('me/permissions')
  @RequiresNoPermission()
  @Operation({
    summary: 'Get what the person that calls may do',
    description: 'All permissions, each with what it allows and whether the role of the caller has it.',
    response: MyPermissionsResponse,
  })
  async getMyPermissions(@CurrentCaller() caller: Caller): Promise<MyPermissionsResponse> {
    const { id, role_id, role } = await this.repository.findById(caller, caller.personId);
    const permissions = PERMISSION_KEYS.map((key) => ({
      key,
      allows: PERMISSIONS[key],
      is_granted: caller.permissions.has(key),
    }));
    return { person_id: id, role_id, role, permissions };
  }

  @Get(':id')
  @RequiresPermission('settings.team')
  @Operation({ summary: 'Get a person', item: 'person', response: PersonResponse })
  async getPerson(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<PersonResponse> {
    return this.repository.findById(caller, id);
  }

  @Patch(':id')
  @RequiresPermission('settings.team')
  @Idempotent({ rowsOf: 'persons' })
  @Operation({
    summary: 'Change a person',
    description:
      'An absent field keeps its value. To give a role, the caller needs each permission of it; the caller can not ' +
      'change their own role or archive themselves. A new role and an archiving take effect within a second.',
    item: 'person',
    itemExample: 2,
    body: UpdatePersonDto,
    bodyExample: UPDATE_PERSON_EXAMPLE,
    response: PersonResponse,
  })
  async updatePerson(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdatePersonDto,
  ): Promise<PersonResponse> {
    return this.repository.update(caller, id, UpdatePersonDto, body);
  }
}
