/** The version of this installation; the one of package.json, held equal by a test. */
export const VERSION = "0.1.0";
