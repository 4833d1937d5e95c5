import { createHash } from "node:crypto";
import type { MintedIdentity } from "../../encoding/testing/mint-certificate";
import { signCms } from "../../encoding/testing/write-cms";
import type { ZipFile } from "../../encoding/testing/write-zip";

const LINE_BYTES_MAX = 70;

export interface SignJarOptions {
  readonly signer: MintedIdentity;
  readonly hash?: "sha1" | "sha256" | "sha384";
  /** Changes the signature file before it is signed. */
  readonly alterSignatureFile?: (text: string) => string;
}

/** The entries with a JAR signature over all of them (JAR File Specification), as jarsigner adds it. */
export function signJar(files: readonly ZipFile[], options: SignJarOptions): ZipFile[] {
  const { signer, hash = "sha256", alterSignatureFile = (text) => text } = options;
  const label = `SHA${hash === "sha1" ? "1" : `-${hash.slice(3)}`}-Digest`;
  const digest = (bytes: Buffer | string) => createHash(hash).update(bytes).digest("base64");
  const main = "Manifest-Version: 1.0\r\nCreated-By: 1.0 (Attestry test)\r\n\r\n";
  const sections = files.map(({ name, data }) => `${header("Name", name)}${header(label, digest(data))}\r\n`);
  const manifest = `${main}${sections.join("")}`;
  const signatureFile = [
    "Signature-Version: 1.0\r\n",
    header(`${label}-Manifest-Main-Attributes`, digest(main)),
    header(`${label}-Manifest`, digest(manifest)),
    "\r\n",
    ...files.map(({ name }, index) => `${header("Name", name)}${header(label, digest(sections[index] ?? ""))}\r\n`),
  ].join("");
  const content = Buffer.from(alterSignatureFile(signatureFile));
  const extension = (signer.privateKey.asymmetricKeyType ?? "").toUpperCase();
  return [
    { name: "META-INF/MANIFEST.MF", data: Buffer.from(manifest) },
    { name: "META-INF/UPLOAD.SF", data: content },
    { name: `META-INF/UPLOAD.${extension}`, data: signCms({ signer, content, hash }) },
    ...files,
  ];
}

/** A header with its line ending, folded as the specification demands. */
function header(name: string, value: string): string {
  const bytes = Buffer.from(`${name}: ${value}`, "utf8");
  const lines: string[] = [bytes.subarray(0, LINE_BYTES_MAX).toString("latin1")];
  for (let at = LINE_BYTES_MAX; at < bytes.length; at += LINE_BYTES_MAX - 1) {
    lines.push(` ${bytes.subarray(at, at + LINE_BYTES_MAX - 1).toString("latin1")}`);
  }
  return `${Buffer.from(lines.join("\r\n"), "latin1").toString("utf8")}\r\n`;
}
