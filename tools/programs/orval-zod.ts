import { createProjectBody, getProjectResponse } from './generated/orval-zod';
import { AUTHORIZATION, CALLER, print, PROJECT } from './project';

// Its schemas drop keys that they don't name, so the body is sent as it was before it was parsed.
createProjectBody.parse(PROJECT);
void fetch(`${process.env.BASE_URL!}/api/projects`, {
  method: 'POST',
  headers: { ...AUTHORIZATION, ...CALLER, 'Content-Type': 'application/json' },
  body: JSON.stringify(PROJECT),
})
  .then((response) => response.json())
  .then((data) => {
    const { id } = getProjectResponse.parse(data);
    print({ id, data });
  });
