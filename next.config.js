/** What every answer tells the browser; pages get their Content Security Policy from proxy.ts. */
const everywhere = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "referrer-policy", value: "no-referrer" },
  { key: "x-frame-options", value: "DENY" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "cross-origin-resource-policy", value: "same-origin" },
  { key: "permissions-policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // `npm run check` does it, tests and programs included; a first start need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // Nothing reads them in production: `next start` maps no stack, and browsers are sent none. They were most of the build.
  experimental: { turbopackSourceMaps: false, turbopackMinify: { server: false } },
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    {
      source: "/api/:path*",
      headers: [{ key: "content-security-policy", value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
};
