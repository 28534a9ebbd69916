/** A company file with something of everything; some ids are given, some are not. */
export const COMPANY = {
  slug: 'acme',
  name: 'Acme',
  settings: { is_probability_scale_enforced: true },
  roles: [
    { id: 40, name: 'Viewer', is_default: true, permissions: ['crm.view', 'pipeline.view'] },
    { name: 'Administrator', permissions: ['settings.team', 'settings.company'] },
  ],
  persons: [
    { id: 7, email: 'Ada@acme.example', name: 'Ada', surname: 'Byron', role: 'Administrator' },
    { email: 'bob@acme.example', name: 'Bob', surname: 'Burr', role: 'Viewer', is_archived: true },
  ],
  clients: [
    {
      id: 300,
      corporate_name: 'Globex',
      acronym: 'GLX',
      contacts: [{ email: 'carl@globex.example', name: 'Carl', surname: 'Carlson', role: 'Operator' }],
    },
    { corporate_name: 'Initech', acronym: 'INI' },
  ],
  job_order_categories: [{ id: 1, name: 'Projects', is_opportunity_status_tracking_enabled: true }],
  project_types: [{ name: 'Fixed price', group: 'Paid' }],
  project_stages: [{ name: 'Lead', hierarchy: 1, description: 'First' }],
  business_units: [{ name: 'Milan' }],
  project_metadata: [{ id: 13, key: 'Sector', is_required: true, values: ['IT', 'Finance'] }],
};
