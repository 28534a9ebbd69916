import { createProject } from './generated/orval-fetch';
import { AUTHORIZATION, CALLER, print, PROJECT } from './project';

void createProject(PROJECT, undefined, { headers: { ...AUTHORIZATION, ...CALLER } }).then(
  ({ status, data }) => {
    const id: number | null | undefined = status === 201 ? data.id : undefined;
    print({ id, data });
  },
);
