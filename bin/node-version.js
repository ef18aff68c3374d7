/** The oldest Node that the packages and the code run on (also `engines` in package.json). */
const oldest = [20, 19];

/** Ends the process with one clear sentence where Node is too old: the next thing would be a syntax error. */
export function checkNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  process.stderr.write(
    `Forecourt needs Node ${oldest.join('.')} or newer, and this is ${process.versions.node}. Install a newer one: https://nodejs.org/en/download\n`,
  );
  process.exit(1);
}
