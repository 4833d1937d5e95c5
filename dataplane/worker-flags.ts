/**
 * What the engine of a worker is told. A request's objects live until its batch is committed, a few tens of milliseconds
 * at hundreds of requests a second; the defaults are for programs that allocate less and have cores to spare.
 */
export const WORKER_FLAGS: readonly string[] = [
  // There are as many workers as cores: more helpers of the garbage collector would only take turns from requests.
  "--v8-pool-size=1",
  // What a request allocates dies in the young space, and is not copied to the old one to die there.
  "--max-semi-space-size=32",
  // The old space is searched when it has trebled: a search stops answers for longer than anything else.
  "--heap-growing-percent=200",
  // The engine's own code, which is most of what runs, lies on large pages where the system gives them.
  "--use-largepages=silent",
];
