import { lookUpResource } from "../../encoding/axml/resource-table";
import type { ZipArchive } from "../../encoding/zip/archive";
import { RejectedPackageError } from "../rejection";
import { type ApkManifest, decodeManifest } from "./manifest";

const MIB = 1024 * 1024;
const MANIFEST_BYTES_MAX = 16 * MIB;
const RESOURCE_TABLE_BYTES_MAX = 64 * MIB;

/**
 * Decodes AndroidManifest.xml; the resource table is read only when the manifest refers to it.
 * Throws a ZipError, an AxmlError or a RejectedPackageError `manifest-missing`.
 */
export async function readManifest(archive: ZipArchive): Promise<ApkManifest> {
  const entry = archive.entry("AndroidManifest.xml");
  if (entry === undefined) {
    throw new RejectedPackageError("manifest-missing", "The package has no AndroidManifest.xml.");
  }
  const bytes = await archive.read(entry, MANIFEST_BYTES_MAX);
  let needsTable = false;
  const manifest = decodeManifest(bytes, () => {
    needsTable = true;
    return null;
  });
  if (!needsTable) return manifest;
  const table = await readResourceTable(archive);
  return table === null ? manifest : decodeManifest(bytes, (resourceId) => lookUpResource(table, resourceId));
}

async function readResourceTable(archive: ZipArchive): Promise<Buffer | null> {
  const entry = archive.entry("resources.arsc");
  return entry === undefined ? null : archive.read(entry, RESOURCE_TABLE_BYTES_MAX);
}
