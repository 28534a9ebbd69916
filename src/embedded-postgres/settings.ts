/** Names the process that started a server, for other processes that find the server. */
export const STARTER_SETTING = 'projects_api.starter';

/** Settings of a server in place of those below. */
export type OtherSettings = Readonly<Record<string, string>>;

/** Beats whatever is in the configuration files of the cluster: these the service relies on. */
export function settings(port: number, others: OtherSettings = {}): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    // A log must not show what a statement holds, such as idempotency keys and names of clients.
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_min_duration_statement: -1,
    log_min_duration_sample: -1,
    log_parameter_max_length_on_error: 0,
    log_error_verbosity: 'terse',
    [STARTER_SETTING]: process.pid,

    ...others,
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
