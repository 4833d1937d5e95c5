/** Ctrl-C and the other ways a person or a service manager asks a command to stop. */

/** npm passes on the signal that the terminal has sent to the whole group already: one key press arrives twice. */
const sameRequestMs = 700;

/**
 * @param {{ onFirst: () => void, onSecond: () => void }} handlers onSecond: asked again, meaning at once
 * @returns {AbortSignal} aborted by the first request
 */
export function stopRequests({ onFirst, onSecond }) {
  const controller = new AbortController();
  let firstAt = 0;
  const request = () => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      onFirst();
      controller.abort();
    } else if (performance.now() - firstAt > sameRequestMs) onSecond();
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, request);
  // Whoever read the output may be gone; that is no reason to die without stopping what runs.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return controller.signal;
}
