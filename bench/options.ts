/** A number that the command line gives as `--name=value`, or what it is without. Throws on anything else. */
export function numberOption(name: string, without: number): number {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  if (given === undefined) return without;
  const value = Number(given.slice(name.length + 3));
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} takes a number`);
  return value;
}
