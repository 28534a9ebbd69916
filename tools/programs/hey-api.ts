import { createProject } from './generated/hey-api';
import { AUTHORIZATION, CALLER, print, PROJECT } from './project';

void createProject({
  baseUrl: process.env.BASE_URL!,
  headers: { ...AUTHORIZATION, ...CALLER },
  body: PROJECT,
}).then(({ data, error }) => {
  const id: number | null | undefined = data?.id;
  print({ id, data, error });
});
