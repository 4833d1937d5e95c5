import type { LiveHub, Subscription } from "../../metrics/live/hub";

/** Bytes that may wait for one slow browser; past them it is cut off, reconnects and gets absolute values again. */
const WAITING_BYTES_MAX = 256 * 1024;

/**
 * A subscription as a response. `no-transform` keeps Next from compressing it, which costs more memory per browser than
 * everything else together.
 */
export function liveResponse(
  hub: LiveHub,
  options: { subscription: Subscription; signal: AbortSignal; mayRead: () => Promise<boolean> },
): Response {
  let unsubscribe = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = () => {
          unsubscribe();
          try {
            controller.close();
          } catch {
            // It was closed or cancelled before: nothing is left to end.
          }
        };
        const send = (frame: Uint8Array) => {
          if ((controller.desiredSize ?? 0) <= 0) end();
          else controller.enqueue(frame);
        };
        unsubscribe = hub.subscribe(options.subscription, { send, end, mayRead: options.mayRead });
        options.signal.addEventListener("abort", end, { once: true });
      },
      cancel: () => unsubscribe(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES_MAX }),
  );
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
