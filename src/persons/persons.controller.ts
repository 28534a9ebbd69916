import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller } from '../access/caller';
import { CurrentCaller } from '../access/current-caller.decorator';
import { RequiresNoPermission } from '../access/requires-permission.decorator';
import { Operation } from '../http/operation.decorator';
import { PersonResponse } from './person.response.dto';
import { PersonsService } from './persons.service';

@ApiTags('Persons')
@Controller('api/persons')
export class PersonsController {
  constructor(private readonly persons: PersonsService) {}

  @Get('me')
  @RequiresNoPermission()
  @Operation({
    id: 'getMe',
    summary: 'Get the person that calls',
    description: 'The person that the account of the token is in this company.',
    answer: PersonResponse,
  })
  async me(@CurrentCaller() caller: Caller): Promise<PersonResponse> {
    return this.persons.findById(caller, caller.personId);
  }
}
