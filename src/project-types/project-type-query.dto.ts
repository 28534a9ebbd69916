import { type Filter } from '../resources/filter';
import { ListQueryDto } from '../resources/list-query.dto';
import { QueryFilter } from '../resources/query-field.decorator';
import { Field } from '../validation/field.decorator';
import { Input } from '../validation/input.decorator';
import { text } from '../validation/kinds';

@Input({ noun: 'this list', part: 'parameter' })
export class ProjectTypeQueryDto extends ListQueryDto {
  @Field(text({ max: 255 }), { description: 'Only types with this text in their name, in whatever case' })
  search?: string;

  @QueryFilter('text', 'Filter on the group, as in `in:Fixed,Time`')
  group?: Filter;
}
