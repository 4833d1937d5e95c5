import { expect, it } from "vitest";
import { decodeCertificate } from "../../encoding/x509";
import { generateEcKeys, type Issuer, mintCertificate } from "../../virtual-phones/certificates";
import { createLinkCache } from "./link-cache";

const issuer: Issuer = { name: { CN: "issuer" }, keys: generateEcKeys() };
const stranger: Issuer = { name: { CN: "issuer" }, keys: generateEcKeys() };
const mint = (by: Issuer) =>
  decodeCertificate(mintCertificate({ subject: { CN: "subject" }, publicKey: generateEcKeys().publicKey, issuer: by }));
const spkiOf = ({ keys }: Issuer) => keys.publicKey.export({ type: "spki", format: "der" });
const genuine = mint(issuer);

it("remembers a link by certificate and issuer key together, never by one of them", () => {
  const cache = createLinkCache();
  expect(cache.verify(genuine, issuer.keys.publicKey, spkiOf(issuer), true)).toBe(true);
  expect(cache.verify(genuine, issuer.keys.publicKey, spkiOf(issuer), true)).toBe(true);
  expect(cache.verify(genuine, stranger.keys.publicKey, spkiOf(stranger), true)).toBe(false);
  expect(cache.verify(mint(stranger), issuer.keys.publicKey, spkiOf(issuer), true)).toBe(false);
});

it("does not remember that a link was bad, nor a leaf", () => {
  const cache = createLinkCache();
  const { publicKey } = stranger.keys;
  expect(cache.verify(genuine, publicKey, spkiOf(issuer), true)).toBe(false);
  expect(cache.verify(genuine, issuer.keys.publicKey, spkiOf(issuer), false)).toBe(true);
  // The leaf's link was not kept under its issuer's name, so another key under that name is looked at anew.
  expect(cache.verify(genuine, publicKey, spkiOf(issuer), false)).toBe(false);
});

it("holds no more than it may, and imports a key once", () => {
  const cache = createLinkCache(2);
  const [first, second, third] = [mint(issuer), mint(issuer), mint(issuer)];
  const key = cache.keyOf(first);
  expect(cache.keyOf(first)).toBe(key);
  cache.keyOf(second);
  cache.keyOf(third);
  expect(cache.keyOf(first)).not.toBe(key);
});
