import type { Endpoint } from "./endpoint";
import { getMe } from "./me/get";

/** Every endpoint of the admin API: what the OpenAPI document and the role matrix test walk. */
export const endpoints: readonly Endpoint[] = [getMe];
