import { ApiTags } from '@nestjs/swagger';

const descriptions = new Map<string, string>();

/** The heading under which the API documentation has the operations of a controller. One of several describes it. */
export function Tag(name: string, description?: string): ClassDecorator {
  if (description !== undefined) descriptions.set(name, description);
  return ApiTags(name);
}

export const describedTag = (name: string): { name: string; description: string } => ({
  name,
  description: descriptions.get(name)!,
});
