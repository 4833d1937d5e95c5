import { connect, createServer, type Socket } from "node:net";

/** The line between a browser and the console, which a test can cut or let go dead. */
export interface Line {
  readonly url: string;
  /** Closes every connection and refuses new ones, until it is mended. */
  cut(): void;
  mend(): void;
  /** The connections that are open stay open and carry nothing any more, as after a laptop's sleep; new ones do. */
  goDead(): void;
  close(): void;
}

/** Opens a line to the console at `target`. */
export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((browser) => {
    if (isCut) return void browser.destroy();
    const console_ = connect(Number(port), hostname);
    for (const [socket, other] of [
      [browser, console_],
      [console_, browser],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      // One end that breaks takes the other with it.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the line listens on no port");
  const destroyAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true;
      destroyAll();
    },
    mend() {
      isCut = false;
    },
    goDead() {
      for (const socket of open) socket.unpipe().pause();
    },
    close() {
      destroyAll();
      server.close();
    },
  };
}
