/** What the SDK reports of itself; the version of package.json, held equal by a test. */
export const SDK_VERSION = "0.1.0";
