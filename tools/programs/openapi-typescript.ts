import createClient from 'openapi-fetch';
import { type paths } from './generated/openapi-typescript';
import { AUTHORIZATION, CALLER, print, PROJECT } from './project';

const api = createClient<paths>({ baseUrl: process.env.BASE_URL!, headers: AUTHORIZATION });

void api.POST('/api/projects', { params: { header: CALLER }, body: PROJECT }).then(({ data, error }) => {
  const id: number | null | undefined = data?.id;
  print({ id, data, error });
});
