import type { ApiError } from "../queries/fetcher";
import { Note } from "../ui/note";
import { Rows } from "../ui/section";
import { rejectionStep } from "./rejection-steps";

/** Why a package was not registered: each reason with the step that failed and what to do. */
export function RefusedPackage({ file, error }: { file: File; error: ApiError }) {
  const reasons = error.code === "rejected_package" ? Object.entries(error.fields) : [];
  return (
    <div role="alert" className="mb-4">
      <Note tone="critical">
        <p>
          <b>Not registered: </b>
          <span className="break-all">{file.name}</span>
        </p>
        {reasons.length === 0 && <p>{error.message}</p>}
        {reasons.length > 0 && (
          <Rows className="mt-2">
            {reasons.map(([code, message]) => {
              const { step, remedy } = rejectionStep(code);
              return (
                <li key={code}>
                  <p>
                    <b>{step}.</b> {message} <span className="font-mono text-ink2 text-note">{code}</span>
                  </p>
                  <p className="text-ink2">{remedy}</p>
                </li>
              );
            })}
          </Rows>
        )}
      </Note>
    </div>
  );
}
