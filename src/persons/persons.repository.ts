import { Injectable } from '@nestjs/common';
import { type Caller } from '../auth/caller';
import { type Permission } from '../auth/permissions';
import { Database } from '../database/database';
import { statement } from '../database/statement';
import { CompanyWriter, type DataRules } from '../company-repository/company-writer';
import { type Failure } from '../fields/failure';
import { NOT_HERE, PersonResponse } from './person.response.dto';
import { RolePermissionError } from './persons.errors';
import { type UpdatePersonDto } from './update-person.dto';
import { Person } from './person.entity';
import { PersonQueryDto } from './person-query.dto';

interface RoleRow {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

const FIND_ROLE = statement<'company_id' | 'role_id'>(
  'find-role-of-person',
  'select name, permissions from roles where company_id = :company_id and id = :role_id',
);

@Injectable()
export class PersonsRepository extends CompanyWriter<PersonResponse> {
  constructor(database: Database) {
    super(database, {
      entity: Person,
      response: PersonResponse,
      computed: {
        role: (company) =>
          `(select roles.name from roles where roles.company_id = ${company} and roles.id = role_id)`,
        ...Object.fromEntries(NOT_HERE.map((key) => [key, () => 'null'])),
      },
      query: PersonQueryDto,
    });
  }

  protected override dataRules({
    role_id: roleId,
    is_archived: isArchived,
  }: UpdatePersonDto): DataRules<PersonResponse> | undefined {
    if (roleId === undefined && isArchived === undefined) return undefined;
    return async (caller, stored) => {
      const isOwn = stored.id === caller.personId;
      const failures: Failure[] = [];
      if (roleId !== undefined && roleId !== stored.role_id) {
        if (isOwn)
          failures.push({
            field: 'role_id',
            message: 'must stay as it is: you can not change your own role',
          });
        else failures.push(...(await this.roleFailures(caller, roleId)));
      }
      if (isOwn && isArchived === true)
        failures.push({
          field: 'is_archived',
          message: 'must be false: you can not archive yourself',
        });
      return failures;
    };
  }

  /** Throws if the caller lacks a permission of the role. A replay of the change needs them, too. */
  private async roleFailures(caller: Caller, roleId: number): Promise<Failure[]> {
    const [role] = await this.database
      .for(caller)
      .query<RoleRow & object, 'company_id' | 'role_id'>(FIND_ROLE, {
        company_id: caller.companyId,
        role_id: roleId,
      });
    if (role === undefined) return [{ field: 'role_id', message: 'is not a role of this company' }];
    const missing = role.permissions.filter((permission) => !caller.permissions.has(permission));
    if (missing.length > 0) throw new RolePermissionError(role.name, missing);
    for (const permission of role.permissions) caller.exercised?.add(permission);
    return [];
  }
}
