import type { PolicyException } from "@/lib/contract/policy-exceptions";

/** Where an exception holds, in words: `model SM-S92*, SDK 4.2.0`. */
export function exceptionSubject({ model, appVersion, sdkVersion }: PolicyException): string {
  return [
    model === null ? null : `model ${model}`,
    appVersion === null ? null : `app ${appVersion}`,
    sdkVersion === null ? null : `SDK ${sdkVersion}`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** Whether two exceptions are for the same signal in the same place. */
export function sameException(one: PolicyException, other: PolicyException): boolean {
  return one.signal === other.signal && exceptionSubject(one) === exceptionSubject(other);
}
