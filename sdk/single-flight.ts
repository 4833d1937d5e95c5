/** Runs an operation at most once at a time: who calls while it runs gets the same outcome. */
export function shared<T>(operation: () => Promise<T>): () => Promise<T> {
  const flights = keyed<T>();
  return () => flights("", operation);
}

/** The same for each key. */
export function keyed<T>(): (key: string, operation: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (key, operation) => {
    const joined = running.get(key);
    if (joined) return joined;
    const flight = operation().finally(() => running.delete(key));
    running.set(key, flight);
    return flight;
  };
}
