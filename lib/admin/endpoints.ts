import { getAbout } from "./about/get";
import { createAlertChannel } from "./alert-channels/create";
import { deleteAlertChannel } from "./alert-channels/delete";
import { listAlertChannels } from "./alert-channels/list";
import { listAlertDeliveries } from "./alert-channels/list-deliveries";
import { testAlertChannel } from "./alert-channels/test";
import { updateAlertChannel } from "./alert-channels/update";
import { acknowledgeAlertIncident } from "./alert-incidents/acknowledge";
import { listAlertIncidents } from "./alert-incidents/list";
import { createAlertRule } from "./alert-rules/create";
import { deleteAlertRule } from "./alert-rules/delete";
import { getAlertRule } from "./alert-rules/get";
import { listAlertRules } from "./alert-rules/list";
import { muteAlertRule } from "./alert-rules/mute";
import { previewAlertRule } from "./alert-rules/preview";
import { updateAlertRule } from "./alert-rules/update";
import { createApiDomain } from "./api-domains/create";
import { deleteApiDomain } from "./api-domains/delete";
import { getApiDomain } from "./api-domains/get";
import { listApiDomains } from "./api-domains/list";
import { revokeTokenKey } from "./api-domains/revoke-key";
import { rotateTokenKey } from "./api-domains/rotate-key";
import { updateApiDomain } from "./api-domains/update";
import { createApiKey } from "./api-keys/create";
import { listApiKeys } from "./api-keys/list";
import { revokeApiKey } from "./api-keys/revoke";
import { archiveApp } from "./apps/archive";
import { createApp } from "./apps/create";
import { getApp } from "./apps/get";
import { listApps } from "./apps/list";
import { restoreApp } from "./apps/restore";
import { updateApp } from "./apps/update";
import { exportAudit } from "./audit/export";
import { listAudit } from "./audit/list";
import { verifyAudit } from "./audit/verify";
import { addBuild } from "./builds/add";
import { listBuilds } from "./builds/list";
import { registerPackage } from "./builds/register-package";
import { restoreBuild } from "./builds/restore";
import { revokeBuild } from "./builds/revoke";
import { updateBuild } from "./builds/update";
import { createDevelopmentCredential } from "./development-credentials/create";
import { listDevelopmentCredentials } from "./development-credentials/list";
import { revokeDevelopmentCredential } from "./development-credentials/revoke";
import type { Endpoint } from "./endpoint";
import { exportEvents } from "./events/export";
import { getEvent } from "./events/get";
import { listEvents } from "./events/list";
import { getExpiring } from "./expiring/get";
import { getFleet } from "./fleet/get";
import { startFleet } from "./fleet/start";
import { stopFleet } from "./fleet/stop";
import { getInstance } from "./instances/get";
import { getInstanceState } from "./instances/get-state";
import { listInstances } from "./instances/list";
import { changePassword } from "./me/change-password";
import { getMe } from "./me/get";
import { getActiveInstances } from "./metrics/active-instances";
import { getChanges } from "./metrics/changes";
import { getFilterValues } from "./metrics/filter-values";
import { getPulse } from "./metrics/pulse";
import { getReasonMatrix } from "./metrics/reason-matrix";
import { getReasons } from "./metrics/reasons";
import { getTrend } from "./metrics/trend";
import { getVersionAdoption } from "./metrics/version-adoption";
import { getVersions } from "./metrics/versions";
import { openApiEndpoint } from "./openapi/get";
import { createOverride } from "./overrides/create";
import { liftOverride } from "./overrides/lift";
import { listOverrides } from "./overrides/list";
import { createPerson } from "./people/create";
import { listPeople } from "./people/list";
import { resetPassword } from "./people/reset-password";
import { updatePerson } from "./people/update";
import { addPlayKeys } from "./play-keys/add";
import { listPlayKeys } from "./play-keys/list";
import { revokePlayKeys } from "./play-keys/revoke";
import { activatePolicy } from "./policies/activate";
import { createPolicyVersion } from "./policies/create-version";
import { getPolicy } from "./policies/get";
import { listPolicies } from "./policies/list";
import { previewPolicyEndpoint } from "./policies/preview";
import { getRetention } from "./retention/get";
import { updateRetention } from "./retention/update";
import { changeRollout } from "./rollouts/change";
import { endRollout } from "./rollouts/end";
import { getRollout } from "./rollouts/get";
import { startRollout } from "./rollouts/start";
import { createSavedView } from "./saved-views/create";
import { deleteSavedView } from "./saved-views/delete";
import { listSavedViews } from "./saved-views/list";
import { getSearch } from "./search/get";
import { getSecretAdoption } from "./secrets/adoption";
import { getSecretAttention } from "./secrets/attention";
import { createSecret } from "./secrets/create";
import { deleteSecret } from "./secrets/delete";
import { endSecretOverlap } from "./secrets/end-overlap";
import { getSecret } from "./secrets/get";
import { importSecrets } from "./secrets/import";
import { listSecrets } from "./secrets/list";
import { revokeSecretVersion } from "./secrets/revoke-version";
import { rollBackSecret } from "./secrets/roll-back";
import { rotateSecret } from "./secrets/rotate";
import { updateSecret } from "./secrets/update";
import { listSessions } from "./sessions/list";
import { endSession } from "./sessions/revoke";
import { getSetup } from "./setup/get";
import { redeemSetupLink } from "./setup/redeem";
import { getSetupState } from "./setup-state/get";
import { getStream } from "./stream/get";
import { getTrustAnchors } from "./trust-anchors/get";
import { getVault } from "./vault/get";

export const getOpenApi = openApiEndpoint(() => endpoints);

/** Every endpoint of the admin API: what its routes, the OpenAPI document and the role matrix test walk. */
export const endpoints: readonly Endpoint[] = [
  getOpenApi,
  getAbout,
  getSetup,
  redeemSetupLink,
  getSetupState,
  getMe,
  changePassword,
  listSessions,
  endSession,
  listPeople,
  createPerson,
  updatePerson,
  resetPassword,
  listApiKeys,
  createApiKey,
  revokeApiKey,
  getFleet,
  startFleet,
  stopFleet,
  listApps,
  createApp,
  getApp,
  updateApp,
  archiveApp,
  restoreApp,
  listBuilds,
  addBuild,
  registerPackage,
  updateBuild,
  revokeBuild,
  restoreBuild,
  listPolicies,
  createPolicyVersion,
  previewPolicyEndpoint,
  getPolicy,
  activatePolicy,
  getRollout,
  startRollout,
  changeRollout,
  endRollout,
  listApiDomains,
  createApiDomain,
  getApiDomain,
  updateApiDomain,
  deleteApiDomain,
  rotateTokenKey,
  revokeTokenKey,
  listDevelopmentCredentials,
  createDevelopmentCredential,
  revokeDevelopmentCredential,
  getInstanceState,
  listOverrides,
  createOverride,
  liftOverride,
  getVault,
  listSecrets,
  createSecret,
  importSecrets,
  getExpiring,
  getSecretAttention,
  getSecret,
  updateSecret,
  deleteSecret,
  rotateSecret,
  rollBackSecret,
  revokeSecretVersion,
  endSecretOverlap,
  getSecretAdoption,
  listAudit,
  verifyAudit,
  exportAudit,
  getTrend,
  getPulse,
  getActiveInstances,
  getReasons,
  getVersions,
  getVersionAdoption,
  getReasonMatrix,
  getChanges,
  getFilterValues,
  listEvents,
  getEvent,
  listInstances,
  getInstance,
  listSavedViews,
  createSavedView,
  deleteSavedView,
  exportEvents,
  getSearch,
  getStream,
  getTrustAnchors,
  listPlayKeys,
  addPlayKeys,
  revokePlayKeys,
  getRetention,
  updateRetention,
  listAlertRules,
  createAlertRule,
  previewAlertRule,
  getAlertRule,
  updateAlertRule,
  deleteAlertRule,
  muteAlertRule,
  listAlertIncidents,
  acknowledgeAlertIncident,
  listAlertChannels,
  createAlertChannel,
  updateAlertChannel,
  deleteAlertChannel,
  testAlertChannel,
  listAlertDeliveries,
];
