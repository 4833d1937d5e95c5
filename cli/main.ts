import { appAdd } from "./commands/app-add";
import { appInspect } from "./commands/app-inspect";
import { appList } from "./commands/app-list";
import { auditVerify } from "./commands/audit-verify";
import { credentialCreate, credentialList, credentialRevoke } from "./commands/credential";
import { evidenceVerify } from "./commands/evidence-verify";
import { instanceOverride, instanceShow } from "./commands/instance";
import { policyActivate } from "./commands/policy-activate";
import { policyDiff } from "./commands/policy-diff";
import { policyGet } from "./commands/policy-get";
import { policyList } from "./commands/policy-list";
import { policyPreview } from "./commands/policy-preview";
import { policyRollback } from "./commands/policy-rollback";
import { policyRollout } from "./commands/policy-rollout";
import { policySet } from "./commands/policy-set";
import { secretAdoption } from "./commands/secret-adoption";
import { secretDelete } from "./commands/secret-delete";
import { secretImport } from "./commands/secret-import";
import { secretList } from "./commands/secret-list";
import { secretOverlap } from "./commands/secret-overlap";
import { secretRevoke } from "./commands/secret-revoke";
import { secretRollback } from "./commands/secret-rollback";
import { secretRotate } from "./commands/secret-rotate";
import { secretScope } from "./commands/secret-scope";
import { secretSet } from "./commands/secret-set";
import { tokenCheck } from "./commands/token-check";
import { tokenDecode } from "./commands/token-decode";
import { tokenExample } from "./commands/token-example";
import { whoami } from "./commands/whoami";
import { ConsoleError } from "./console-api";
import { EXIT, printData, printError } from "./output";
import { UsageError } from "./usage-error";

interface Command {
  readonly summary: string;
  /** Gets the arguments after the command's name and answers the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Every command, by noun and verb, or by one word. */
const commands: Readonly<Record<string, Command>> = {
  "app inspect": { summary: "verify an app package offline and show what is in it", run: appInspect },
  "app add": { summary: "register a build by its package, and its app if it is new", run: appAdd },
  "app list": { summary: "list the registered apps", run: appList },
  "evidence verify": { summary: "judge platform evidence offline, check by check", run: evidenceVerify },
  "policy list": { summary: "list the versions of an app's policy", run: policyList },
  "policy get": { summary: "print an app's policy as JSON", run: policyGet },
  "policy set": { summary: "write a new policy version and put it in force", run: policySet },
  "policy preview": { summary: "replay a draft over real history: whom it would newly reject", run: policyPreview },
  "policy activate": { summary: "put a version in force: for all, for a share, or to be watched", run: policyActivate },
  "policy diff": { summary: "show in what two versions differ", run: policyDiff },
  "policy rollout": { summary: "show, pause, resume or end the open rollout", run: policyRollout },
  "policy rollback": { summary: "put the version before back in force", run: policyRollback },
  "instance show": { summary: "show how an installation attested last", run: instanceShow },
  "instance override": {
    summary: "force one installation to pass or fail, ban it, or lift that",
    run: instanceOverride,
  },
  "secret list": { summary: "list runtime secrets and their newest versions", run: secretList },
  "secret set": { summary: "keep a new secret for an app, sealed on this machine", run: secretSet },
  "secret rotate": { summary: "give a secret a new version, now or at a time", run: secretRotate },
  "secret revoke": { summary: "revoke a version of a secret now", run: secretRevoke },
  "secret rollback": { summary: "make the value of an earlier version a new one", run: secretRollback },
  "secret overlap": { summary: "set when an overlapping version is retired", run: secretOverlap },
  "secret scope": { summary: "show or change which apps and APIs a secret is for", run: secretScope },
  "secret adoption": { summary: "show how many instances hold which version, and who lags", run: secretAdoption },
  "secret delete": { summary: "take a secret from every app", run: secretDelete },
  "secret import": { summary: "create and rotate secrets from a .env or JSON file, with a dry run", run: secretImport },
  "credential create": {
    summary: "make a credential with which development and CI builds pass",
    run: credentialCreate,
  },
  "credential list": { summary: "list an app's development credentials", run: credentialList },
  "credential revoke": { summary: "end a development credential", run: credentialRevoke },
  "token check": { summary: "check a token as a relying party does", run: tokenCheck },
  "token decode": { summary: "show what a token says, without verifying it", run: tokenDecode },
  "token example": { summary: "print a token to try a backend with", run: tokenExample },
  "audit verify": { summary: "check the audit's chain of hashes, entry by entry", run: auditVerify },
  whoami: { summary: "say what this API key may do", run: whoami },
};

async function main(args: readonly string[]): Promise<number> {
  const [noun = "", verb = "", ...rest] = args;
  if (noun === "" || noun === "help" || noun === "--help" || noun === "-h") {
    printData(help(Object.keys(commands)));
    return EXIT.ok;
  }
  const isOneWord = Object.hasOwn(commands, noun);
  const name = isOneWord ? noun : `${noun} ${verb}`;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return unknownCommand(noun, verb);
  try {
    return await command.run(isOneWord ? args.slice(1) : rest);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConsoleError)) throw error;
    printError(error.message, error.hint);
    return EXIT.unusable;
  }
}

function unknownCommand(noun: string, verb: string): number {
  const ofNoun = Object.keys(commands).filter((name) => name.startsWith(`${noun} `));
  if (ofNoun.length > 0 && (verb === "" || verb === "--help" || verb === "-h")) {
    printData(help(ofNoun));
    return EXIT.ok;
  }
  printError(`there is no command "${`${noun} ${verb}`.trim()}"`, "attestry --help lists all commands");
  return EXIT.unusable;
}

function help(names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  ${name.padEnd(width)}   ${commands[name]?.summary ?? ""}`);
  return ["usage: attestry <noun> <verb> [options]", "", ...lines, "", "--help after a command says more."].join("\n");
}

// Whoever reads our output may stop reading: `attestry … | head` is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? EXIT.ok : EXIT.unusable),
);

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  printError(error instanceof Error ? error.message : String(error));
  return EXIT.unusable;
});
