const lakh = 100_000;
const crore = 10_000_000;

const whole = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 2 });

/** As people here write prices, to two places: `₹99,000`, `₹7.21 lakh`, `₹1.2 crore`. */
export function shortRupees(rupees: number): string {
  if (Math.abs(rupees) < lakh) return wholeRupees(rupees);
  // What rounds to 100 lakh is a crore.
  const [unit, name] = Math.round(Math.abs(rupees) / 1_000) < 10_000 ? [lakh, 'lakh'] : [crore, 'crore'];
  return `₹${short.format(rupees / unit)} ${name}`;
}

/** To the rupee, with commas where people here put them: `₹7,21,000`. */
export function wholeRupees(rupees: number): string {
  return `₹${whole.format(rupees)}`;
}

/** `41,000 km`. */
export function kilometres(km: number): string {
  return `${whole.format(km)} km`;
}

/** `1,02,300`. */
export function counted(count: number): string {
  // Most counts on a page are small, and there are hundreds: formatting costs a microsecond each.
  return count < 1_000 ? String(count) : whole.format(count);
}
