import { auditChainSchema, verifyAuditQuery } from "../../contract/admin/audit";
import { defineEndpoint } from "../endpoint";
import { verifyAuditChain } from "./chain";

export const verifyAudit = defineEndpoint({
  method: "GET",
  path: "/api/audit/verify",
  summary: "Recompute the audit's hash chain and say where it is broken, if it is",
  permission: "read",
  query: verifyAuditQuery,
  response: auditChainSchema,
  run: ({ db, query }) => verifyAuditChain(db, query.head),
});
