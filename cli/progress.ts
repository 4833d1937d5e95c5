/** A line on stderr while something takes long, only where a person watches; gone once it has ended. */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work();
  const started = performance.now();
  const timer = setInterval(() => {
    process.stderr.write(`\r${what}, ${Math.round((performance.now() - started) / 1000)} s …`);
  }, 500);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.stderr.write(`\r${" ".repeat(what.length + 12)}\r`);
  }
}
