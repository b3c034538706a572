/** Texts that APIs send for times, and that have no order that the product knows. */
export const ODD_TIMES: readonly string[] = [
  'Thu, 01 Jan 2026 00:00:00 GMT',
  '10000-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '2024-13-45',
  '2024-01-01T25:00:00Z',
  '01/02/2026',
  '1767225600',
  '0000-00-00 00:00:00',
  '',
];
