import { type Caller } from '../../src/auth/caller';
import { BusinessUnit } from '../../src/catalog/business-units/business-unit.entity';
import { BusinessUnitResponse } from '../../src/catalog/business-units/business-unit.response.dto';
import { Database } from '../../src/database/database';
import { ApiError } from '../../src/http/api-error';
import { ProjectStage } from '../../src/catalog/project-stages/project-stage.entity';
import { ProjectStageResponse } from '../../src/catalog/project-stages/project-stage.response.dto';
import { ProjectType } from '../../src/catalog/project-types/project-type.entity';
import { ProjectTypeResponse } from '../../src/catalog/project-types/project-type.response.dto';
import { CompanyWriter } from '../../src/company-repository/company-writer';
import { ListQueryDto } from '../../src/company-repository/list-query.dto';
import { TimesheetWhitelist } from '../../src/timesheet-whitelists/timesheet-whitelist.entity';
import { TimesheetWhitelistResponse } from '../../src/timesheet-whitelists/timesheet-whitelist.response.dto';
import { TextField, IdField } from '../../src/fields/field.decorator';
import { invalidData } from '../support/api';
import { useService } from '../support/app';
import { createCompany } from '../support/builders/company';
import { countRows, everythingOf } from '../support/queries';

const service = useService();

class NamedDto {
  @TextField({ maxLength: 50, description: 'Its name' })
  name!: string;
}

class EntryDto {
  @IdField({ description: 'Its project' })
  project_id!: number;

  @IdField({ description: 'Its person' })
  person_id!: number;
}

type Item = object & { readonly id: number };

function writerOf(entity: new () => object, response: new () => object): CompanyWriter<Item> {
  const database = service.app.get(Database, { strict: false });
  return new CompanyWriter<Item>(database, { entity, response, query: ListQueryDto });
}

async function createCaller(): Promise<Caller> {
  const { companyId, personId } = await createCompany(service.database);
  return { companyId, personId, tokenId: 1, requestId: 'test', permissions: new Set() };
}

/** What a response to the write would say, or the SQLSTATE of a failure that has no response of its own. */
async function outcomeOf(write: Promise<unknown>): Promise<unknown> {
  try {
    await write;
    return 'written';
  } catch (error) {
    return error instanceof ApiError ? error.body() : (error as { code: string }).code;
  }
}

describe.each([
  ['business unit', BusinessUnit, BusinessUnitResponse],
  ['project type', ProjectType, ProjectTypeResponse],
  ['project stage', ProjectStage, ProjectStageResponse],
])('a unique key of a %s', (noun, entity, response) => {
  const taken = invalidData({ field: 'name', message: `is the name of another ${noun}` });

  it('is a failure of its field in a create', async () => {
    const caller = await createCaller();
    const writer = writerOf(entity, response);
    await writer.create(caller, NamedDto, { name: 'Taken' });
    const before = await everythingOf(service.database, caller.companyId);
    expect(await outcomeOf(writer.create(caller, NamedDto, { name: 'Taken' }))).toEqual(taken);
    expect(await everythingOf(service.database, caller.companyId)).toEqual(before);
  });

  it('is a failure of its field in a change, which is not tried again', async () => {
    const caller = await createCaller();
    const writer = writerOf(entity, response);
    await writer.create(caller, NamedDto, { name: 'Taken' });
    const { id: other } = await writer.create(caller, NamedDto, { name: 'Other' });
    const before = await everythingOf(service.database, caller.companyId);
    for (const ifMatch of [undefined, '*']) {
      const update = writer.update({ ...caller, ifMatch }, other, NamedDto, { name: 'Taken' });
      expect(await outcomeOf(update)).toEqual(taken);
    }
    expect(await everythingOf(service.database, caller.companyId)).toEqual(before);
  });

  it('may have the same value in another company', async () => {
    const writer = writerOf(entity, response);
    for (const caller of [await createCaller(), await createCaller()])
      expect(await outcomeOf(writer.create(caller, NamedDto, { name: 'Taken' }))).toBe('written');
  });
});

describe('another constraint', () => {
  it('is no failure of a field', async () => {
    const caller = await createCaller();
    const writer = writerOf(TimesheetWhitelist, TimesheetWhitelistResponse);
    const entry = { project_id: 1_000_000, person_id: caller.personId };
    expect(await outcomeOf(writer.create(caller, EntryDto, entry))).toBe('23503');
    expect(await countRows(service.database, 'timesheet_whitelists', caller.companyId)).toBe(0);
  });
});
