/** Mark and name. The tick is cut out of the mark, so that it stands on any ground. */
export function Brand({ className = "" }: { className?: string }) {
  return (
    <div className={`flex h-6 items-center gap-[9px] font-[650] text-[15px] tracking-[-0.015em] ${className}`}>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <mask id="brand-tick">
          <path d="M0 0h20v20H0z" fill="#fff" />
          <path d="m5.2 9.8 3.2 3.2 6-7" fill="none" stroke="#000" strokeWidth="2.2" />
        </mask>
        <path d="M1 1h18v11l-7 7H1Z" fill="var(--ink)" mask="url(#brand-tick)" />
      </svg>
      Attestry
    </div>
  );
}
