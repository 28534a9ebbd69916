import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Caller } from '../../auth/caller';
import { CurrentCaller } from '../../auth/current-caller.decorator';
import { RequiresNoPermission } from '../../auth/requires-permission.decorator';
import { IdPipe } from '../../http/id.pipe';
import { Operation } from '../../openapi/operation.decorator';
import { Tag } from '../../openapi/tag.decorator';
import { ListQueryDto } from '../../company-repository/list-query.dto';
import { BusinessUnitResponse } from './business-unit.response.dto';
import { BusinessUnitsRepository } from './business-units.repository';

@Tag('Business units', 'Parts of the company')
@Controller('api/business-units')
export class BusinessUnitsController {
  constructor(private readonly repository: BusinessUnitsRepository) {}

  @Get()
  @RequiresNoPermission()
  @Operation({ summary: 'List business units', query: ListQueryDto, listOf: BusinessUnitResponse })
  async listBusinessUnits(
    @CurrentCaller() caller: Caller,
    @Query() query: ListQueryDto,
  ): Promise<BusinessUnitResponse[]> {
    return this.repository.list(caller, query);
  }

  @Get(':id')
  @RequiresNoPermission()
  @Operation({ summary: 'Get a business unit', item: 'business unit', response: BusinessUnitResponse })
  async getBusinessUnit(
    @CurrentCaller() caller: Caller,
    @Param('id', IdPipe) id: number,
  ): Promise<BusinessUnitResponse> {
    return this.repository.findById(caller, id);
  }
}
