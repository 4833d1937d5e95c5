/**
 * A response of text that is made piece by piece as it is taken: what is held in memory is one piece, however much is
 * exported. An error in the middle cuts the response, so that nobody takes a part for the whole.
 */
export function textStream(
  pieces: AsyncGenerator<string, void>,
  headers: { "content-type": string; "content-disposition"?: string },
): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => void (await pieces.return()),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { ...headers, "cache-control": "no-store, no-transform" } });
}
