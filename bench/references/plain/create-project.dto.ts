import { Type } from 'class-transformer';
import {
  IsDateString,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

export class MetadataValueDto {
  @IsInt()
  @IsPositive()
  id!: number;

  @IsString()
  @MaxLength(150)
  value!: string;
}

export class CreateProjectDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  name!: string;

  @IsInt()
  @IsPositive()
  client_id!: number;

  @IsOptional()
  @IsInt()
  @IsPositive()
  client_contact_id?: number;

  @IsOptional()
  @IsString()
  @MaxLength(150)
  purchase_order?: string;

  @IsInt()
  @IsPositive()
  pm_id!: number;

  @IsOptional()
  @IsInt()
  @IsPositive()
  account_id?: number;

  @IsInt()
  @IsPositive()
  job_order_category_id!: number;

  @IsOptional()
  @IsInt()
  @IsPositive()
  project_type_id?: number;

  @IsOptional()
  @IsString()
  @MaxLength(150)
  job_order?: string;

  @IsNumber({ maxDecimalPlaces: 5 })
  @Min(0)
  value!: number;

  @IsInt()
  @Min(0)
  @Max(100)
  probability!: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  external_cost_percentage?: number;

  @IsDateString()
  start_date!: string;

  @IsInt()
  @Min(1)
  duration!: number;

  @IsOptional()
  @IsDateString()
  due_date?: string;

  @IsOptional()
  @IsDateString()
  signed_on?: string;

  @IsOptional()
  @IsInt()
  @IsPositive()
  business_unit_id?: number;

  /** `metadata_<id>` can't be described by decorators, so this API takes a list. */
  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => MetadataValueDto)
  metadata?: MetadataValueDto[];
}
