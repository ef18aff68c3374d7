/** Texts that are the id of no car, in an address. */
export const oddIds: readonly string[] = [
  ...['51000', '0', '-1', '01', '1.5', '1e3', 'x', '%00', '2147483648', '9'.repeat(300)],
  ...["1'--", '１', ' 1', '__proto__', '<b>'],
];
