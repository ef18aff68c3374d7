/** Seconds that this process has computed so far: what others do on the machine lengthens a clock's time, and hardly this. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
