/** What a person sees of long steps: on a terminal one line that counts seconds, elsewhere a plain line now and then. */

const plainEveryMs = 10_000;

/**
 * @typedef {{
 *   line: (text: string) => void,
 *   step: <T>(title: string, work: () => Promise<T>) => Promise<T>,
 * }} Progress
 */

/**
 * @param {{ write(text: string): unknown, isTTY?: boolean }} stream
 * @returns {Progress}
 */
export function createProgress(stream) {
  const isTerminal = stream.isTTY === true;
  let status = "";
  const clear = () => isTerminal && status !== "" && stream.write("\r\x1b[K");

  /** @param {string} text */
  const line = (text) => {
    clear();
    stream.write(`${text}\n`);
    if (isTerminal) stream.write(status);
  };

  return {
    line,
    async step(title, work) {
      const startedAt = performance.now();
      const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(isTerminal ? 0 : 1);
      const tick = () => {
        if (!isTerminal) return line(`${title}: ${seconds()} s so far`);
        clear();
        status = `${title} … ${seconds()} s`;
        stream.write(status);
      };
      if (isTerminal) tick();
      else line(`${title} …`);
      const timer = setInterval(tick, isTerminal ? 1_000 : plainEveryMs);
      const end = () => {
        clearInterval(timer);
        clear();
        status = "";
      };
      try {
        const result = await work();
        end();
        line(`${title}: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
        return result;
      } finally {
        end();
      }
    },
  };
}
