import { PERMISSION_KEYS } from '../auth/permissions';

export const DEMO_SLUG = 'demo';
/** Who the demo token stands for: the administrator. */
export const DEMO_PERSON_ID = 1;

/** The company that a first look at the service finds, as a company file. The ids are those of the examples. */
export const DEMO_COMPANY = {
  slug: DEMO_SLUG,
  name: 'Demo company',
  roles: [
    { id: 1, name: 'Administrator', permissions: PERMISSION_KEYS },
    {
      id: 2,
      name: 'Project manager',
      is_default: true,
      permissions: ['pipeline.view', 'pipeline.create', 'pipeline.edit', 'crm.view'],
    },
    { id: 3, name: 'Viewer', permissions: ['pipeline.view', 'pipeline.view_other', 'crm.view'] },
  ],
  persons: [
    {
      id: DEMO_PERSON_ID,
      email: 'alma@demo.example',
      name: 'Alma',
      surname: 'Brandt',
      role: 'Administrator',
    },
    { id: 2, email: 'piero@demo.example', name: 'Piero', surname: 'Conti', role: 'Project manager' },
    { id: 3, email: 'vera@demo.example', name: 'Vera', surname: 'Lindqvist', role: 'Viewer' },
  ],
  clients: [
    {
      id: 1,
      corporate_name: 'Acme',
      acronym: 'ACM',
      contacts: [
        { id: 1, email: 'nora@acme.example', name: 'Nora', surname: 'Weber', role: 'Head of purchasing' },
      ],
    },
  ],
  job_order_category_groups: [{ id: 1, name: 'Client work', is_default: true }],
  job_order_categories: [
    {
      id: 1,
      name: 'Projects',
      group: 'Client work',
      is_chargeable: true,
      is_opportunity_status_tracking_enabled: true,
    },
  ],
  project_types: [{ id: 1, name: 'Consulting' }],
  project_stages: [
    { id: 1, name: 'Lead', hierarchy: 1, description: 'The client is interested' },
    { id: 2, name: 'Proposal', hierarchy: 2, description: 'The client has an offer' },
    { id: 3, name: 'Negotiation', hierarchy: 3, description: 'The offer is being discussed' },
    { id: 4, name: 'Won', hierarchy: 4, description: 'The client has signed' },
    { id: 5, name: 'Lost', hierarchy: 5, description: 'The client has declined' },
  ],
  business_units: [{ id: 1, name: 'Digital' }],
  project_metadata: [{ id: 13, key: 'Sector', is_required: false, values: ['IT', 'Finance'] }],
};
