import { type Change } from '../company-file/change';

/** A change as one line: `+ client 1 Acme`, `~ person 2 ada@acme.example: role Viewer → Administrator`. */
export function formatChange({ action, what, id, label, fields = [] }: Change): string {
  const row = [
    action === 'create' ? '+' : '~',
    what,
    ...(id === undefined ? [] : [id]),
    formatValue(label),
  ].join(' ');
  if (fields.length === 0) return row;
  const changes = fields.map(({ name, from, to }) => `${name} ${formatValue(from)} → ${formatValue(to)}`);
  return `${row}: ${changes.join(', ')}`;
}

/** Quotes what would break the line, fool the terminal or not be seen. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '(none)';
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  if (typeof value !== 'string') return JSON.stringify(value);
  if (value !== '' && value === value.trim() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)) return value;
  return JSON.stringify(value).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
