import { dynamicFieldsOf, type FieldDefinition, fieldsOf } from '../fields/field-registry';
import * as json from '../fields/json-schema';
import { CreateProjectDto, EXTERNAL_IDENTITY } from './dto/create-project.dto';
import { PROBABILITY_SCALE } from './sql/project-checks.sql';

/** What a company asks of a new project beyond the fields' own rules. */
export interface ProjectRules {
  /** Of the company. */
  readonly name: string;
  readonly is_client_contact_required: boolean;
  readonly is_probability_scale_enforced: boolean;
  readonly metadata: readonly MetadataRules[];
}

interface MetadataRules {
  readonly id: number;
  readonly key: string;
  readonly is_required: boolean;
  readonly values: readonly string[];
}

/** Readers of the schema have to know where it ends. */
const LIMITS =
  'Beyond what a schema can say, the service checks that what IDs point to exists, and that the contact is one of the ' +
  'client; that no other project has the external ID or a job order that must be unique; and that `value` has at most ' +
  '5 decimals. It also takes `start_date` and `date_start` together, if they do not differ.';

interface Property {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: json.JsonSchema;
}

/**
 * The JSON Schema of the bodies that create a project in a company, made from the class that reads them. Apart from
 * LIMITS it takes what the service takes, and nothing else.
 */
export function projectSchema(rules: ProjectRules): json.JsonSchema {
  const fields = [...fieldsOf(CreateProjectDto).values()];
  const properties = [
    ...fields.flatMap((field) => propertiesOf(field, rules)),
    ...rules.metadata.map(metadataProperty),
  ];
  return {
    $schema: json.JSON_SCHEMA_DIALECT,
    $id: '/api/projects:schema',
    $comment: LIMITS,
    title: `New project of ${rules.name}`,
    description: 'What `POST /api/projects` takes in this company. null is the same as an absent field',
    type: 'object',
    additionalProperties: false,
    required: properties.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    properties: Object.fromEntries(properties.map(({ name, schema }) => [name, schema])),
    allOf: [...fields.flatMap(eitherName), json.havingAllOrNone(...EXTERNAL_IDENTITY)],
  };
}

function propertiesOf(field: FieldDefinition, rules: ProjectRules): Property[] {
  const { name, alias } = field;
  const value = valueSchema(field, rules);
  if (alias === undefined) {
    const isContactDue = name === 'client_contact_id' && rules.is_client_contact_required;
    const required = field.required || isContactDue;
    const nullable = field.nullable && !isContactDue;
    return [{ name, isRequired: required, schema: json.fieldSchema({ ...field, nullable }, value) }];
  }
  const schema = json.fieldSchema({ ...field, nullable: true }, value);
  const other = { ...schema, description: `Another name of \`${name}\`` };
  return [
    { name, isRequired: false, schema },
    { name: alias, isRequired: false, schema: other },
  ];
}

function valueSchema({ name, type }: FieldDefinition, rules: ProjectRules): json.JsonSchema {
  const isOnScale = name === 'probability' && rules.is_probability_scale_enforced;
  return { ...json.exactSchema(type), ...(isOnScale ? { enum: PROBABILITY_SCALE } : {}) };
}

/** Not both: whether they differ, no schema can say. */
function eitherName({ name, alias, required }: FieldDefinition): json.JsonSchema[] {
  return required && alias !== undefined ? [{ oneOf: [json.having(name), json.having(alias)] }] : [];
}

function metadataProperty({ id, key, is_required: isRequired, values }: MetadataRules): Property {
  const name = `${dynamicFieldsOf(CreateProjectDto)!.prefix}${id}`;
  return { name, isRequired, schema: { title: key, ...choiceSchema(values, isRequired) } };
}

function choiceSchema(values: readonly string[], isRequired: boolean): json.JsonSchema {
  if (values.length === 0) {
    const description = 'There are no values to choose from';
    return { description, ...(isRequired ? { not: {} } : { type: 'null' }) };
  }
  const choice = { type: 'string', enum: values };
  return isRequired ? choice : json.orNull(choice);
}
