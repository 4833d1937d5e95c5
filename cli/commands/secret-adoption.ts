import { type SecretAdoption, secretAdoptionSchema } from "../../lib/contract/admin/secrets";
import { askConsole } from "../console-api";
import { EXIT, printData, printResult } from "../output";
import { parseCommand } from "../parse-command";
import { namedSecret, SECRET_HELP, SECRET_OPTIONS } from "../secrets/named";

const USAGE = "attestry secret adoption <name> --app <app id> [--test] [--json]";

const HELP = `usage: ${USAGE}

Shows how the fleet stands with a secret: how many active instances hold which version, who lags, and whether the
overlapping version may be retired.

  --test             count test traffic too
${SECRET_HELP}

Exit code: 0, or 1 where a version overlaps that is not safe to retire yet, 2 anything else.`;

/** `attestry secret adoption`: exits 1 while an overlapping version is not safe to retire. */
export async function secretAdoption(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { ...SECRET_OPTIONS, test: { type: "boolean" } }, USAGE);
  if (values.help) {
    printData(HELP);
    return EXIT.ok;
  }
  const { id } = await namedSecret(values, positionals, "secret adoption", USAGE);
  const query = { test: values.test ? "true" : "false" };
  const adoption = await askConsole(values, `/api/secrets/${id}/adoption`, secretAdoptionSchema, { query });
  printResult(values, adoption, shown(adoption));
  return adoption.retire?.safe === false ? EXIT.rejected : EXIT.ok;
}

const CHECKS = {
  "newer-current": "a newer version is live",
  "none-delivered": "it is not delivered any more",
  "few-hold": "hardly an active instance holds it",
} as const;

function shown({ asOf, active, versions, stragglers, retire }: SecretAdoption): string {
  const share = (instances: number) => (active === 0 ? "" : ` (${((instances / active) * 100).toFixed(1)} %)`);
  const lines = [`as of ${asOf}: ${active} active instances`];
  for (const { version, instances, lastDeliveredAt, retiredUses } of versions) {
    const late = retiredUses === 0 ? "" : `; ${retiredUses} used it past its end`;
    lines.push(
      `  version ${version}: ${instances}${share(instances)}, last delivered ${lastDeliveredAt ?? "never"}${late}`,
    );
  }
  for (const { appVersion, sdkVersion, version, instances } of stragglers) {
    lines.push(
      `  lags: ${instances} on app ${appVersion}, SDK ${sdkVersion}, with ${version === null ? "none" : `version ${version}`}`,
    );
  }
  if (retire === null) return lines.join("\n");
  lines.push(
    `version ${retire.version} ends at ${retire.endsAt}: ${retire.safe ? "safe to retire now" : "not safe to retire yet"}`,
  );
  return [...lines, ...retire.checks.map(({ id, holds }) => `  ${holds ? "yes" : "no "} ${CHECKS[id]}`)].join("\n");
}
