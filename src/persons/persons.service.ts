import { Injectable } from '@nestjs/common';
import { type Caller } from '../access/caller';
import { NotFoundError } from '../http/api-error';
import { type PersonResponse } from './person.response.dto';
import { PersonsRepository } from './persons.repository';

@Injectable()
export class PersonsService {
  constructor(private readonly repository: PersonsRepository) {}

  async findById(caller: Caller, id: number): Promise<PersonResponse> {
    const person = await this.repository.findById(caller, id);
    if (person === undefined) throw new NotFoundError(`There is no person ${id} in this company.`);
    return person;
  }
}
