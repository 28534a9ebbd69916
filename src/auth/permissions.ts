/** Every permission that a role can hold, with what it allows. The whole catalogue: other keys are refused. */
export const PERMISSIONS = {
  'pipeline.view': 'see the projects of which one is PM or Account',
  'pipeline.view_other': 'see the other projects',
  'pipeline.create': 'create a project of which one is PM or Account',
  'pipeline.create_other': 'create a project of which one is neither PM nor Account',
  'pipeline.edit': 'change the projects of which one is PM or Account',
  'pipeline.edit_other': 'change the other projects',
  'pipeline.delete': 'delete the projects of which one is PM or Account',
  'pipeline.delete_other': 'delete the other projects',
  'pipeline.job_order': 'change the job order of a project',
  'crm.view': 'see clients and contacts',
  'crm.edit': 'change clients and contacts',
  'settings.company': 'see and change the settings of the company, project metadata among them',
  'settings.team': 'see and change the persons of the company',
} as const;

export type Permission = keyof typeof PERMISSIONS;

export const PERMISSION_KEYS = Object.keys(PERMISSIONS) as Permission[];
