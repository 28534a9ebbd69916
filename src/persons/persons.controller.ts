import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresNoPermission, RequiresPermission } from '../access/requires-permission.decorator';
import { IdPipe } from '../http/id.pipe';
import { Operation } from '../http/operation.decorator';
import { ListQueryDto } from '../resources/list-query.dto';
import { PersonResponse } from './person.response.dto';
import { PersonsRepository } from './persons.repository';

@ApiTags('Persons')
@Controller('api/persons')
export class PersonsController {
  constructor(private readonly repository: PersonsRepository) {}

  @Get()
  @RequiresPermission('settings.team')
  @Operation({ id: 'listPersons', summary: 'List persons', query: ListQueryDto, answers: PersonResponse })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListQueryDto): Promise<PersonResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get('me')
  @RequiresNoPermission()
  @Operation({
    id: 'getMe',
    summary: 'Get the person that calls',
    description: 'The person that the account of the token is in this company.',
    answer: PersonResponse,
  })
  async me(@CurrentCaller() caller: Caller): Promise<PersonResponse> {
    return this.repository.findById(caller, caller.personId);
  }

  @Get(':id')
  @RequiresPermission('settings.team')
  @Operation({ id: 'getPerson', summary: 'Get a person', item: 'person', answer: PersonResponse })
  async findById(@CurrentCaller() caller: Caller, @Param('id', IdPipe) id: number): Promise<PersonResponse> {
    return this.repository.findById(caller, id);
  }
}
