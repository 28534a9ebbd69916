import { Module } from '@nestjs/common';
import { BusinessUnitsController } from './business-units.controller';
import { BusinessUnitsRepository } from './business-units.repository';

@Module({
  controllers: [BusinessUnitsController],
  providers: [BusinessUnitsRepository],
})
export class BusinessUnitsModule {}
