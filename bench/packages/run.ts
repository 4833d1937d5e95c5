import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InspectApkOptions, inspectApk } from "../../lib/registration/apk/inspect-apk";
import { buildApk, mintApkSigner } from "../../lib/registration/testing/build-apk";
import { note, percentile, print } from "../report";

const BYTES = 100 * 1024 * 1024;
const ROUNDS = 7;
const PIECE_BYTES = 1024 * 1024;

/**
 * A 100 MB APK, verified whole (signatures, contents, code digest), against plain SHA-256 over the same file in the same
 * process, in turns. `code`: nearly all of it is native code, which is hashed once more for the code digest;
 * `resources`: nearly none is. The file's own SHA-256, which the command line asks for, is one more pass over it.
 */
export async function benchPackages(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "attestry-bench-"));
  try {
    for (const [kind, name] of [
      ["resources", "assets/data.bin"],
      ["code", "lib/arm64-v8a/libapp.so"],
    ] as const) {
      const path = join(folder, `${kind}.apk`);
      const files = [{ name, data: randomBytes(BYTES), isStored: true }];
      await writeFile(path, buildApk({ package: "com.example.bench", signer: mintApkSigner("Bench", "ec"), files }));
      await compare(path, kind);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(path: string, kind: string): Promise<void> {
  const plain: number[] = [];
  const verified: number[] = [];
  const hashed: number[] = [];
  const inspect = async (options: InspectApkOptions) => {
    const { verdict } = await inspectApk(path, options);
    if (verdict !== "accept") throw new Error("the bench's package is bad");
  };
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await seconds(() => plainSha256(path)));
    verified.push(await seconds(() => inspect({})));
    hashed.push(await seconds(() => inspect({ hashFile: true })));
  }
  const rate = (times: number[]) => BYTES / 1024 / 1024 / percentile(times, 0.5);
  const row = { limit: rate(plain), against: "plain SHA-256 over the file", unit: "MB/s", target: 0.6 };
  print({ ...row, name: `APK of 100 MB, ${kind}`, ours: rate(verified) });
  const [whole, ratio] = [Math.round(rate(hashed)), rate(hashed) / rate(plain)];
  note(`with the file's own SHA-256 besides: ${whole} MB/s, ratio ${ratio.toFixed(2)}`);
}

async function plainSha256(path: string): Promise<string> {
  const file = await open(path);
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}
