import { Rows, Section } from "../ui/section";

/** What to look at while the first attestation does not come. */
export function Troubles({ url }: { url: string }) {
  return (
    <Section title="If nothing arrives" className="wide:col-span-4">
      <Rows>
        <Trouble title="The phone can't reach the data plane">
          Open <span className="break-all font-mono text-note">{url}/healthz</span> from its network.
        </Trouble>
        <Trouble title="The build is not the registered one">It still shows up here, as app-not-registered.</Trouble>
        <Trouble title="The clock is off">More than 60 s: refused as stale, and shown.</Trouble>
        <Trouble title="Google or Apple do not answer">Counted as our fault, not the phone’s.</Trouble>
      </Rows>
    </Section>
  );
}

function Trouble({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <li>
      <div className="font-semibold">{title}</div>
      <div className="text-ink2">{children}</div>
    </li>
  );
}
