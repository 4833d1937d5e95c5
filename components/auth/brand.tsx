/** Mark and name, as at the top of the navigation. */
export function Brand() {
  return (
    <div className="flex h-6 items-center gap-[9px] font-[650] text-[15px] tracking-[-0.015em]">
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <path d="M1 1h18v11l-7 7H1Z" fill="var(--ink)" />
        <path d="m5.2 9.8 3.2 3.2 6-7" fill="none" stroke="var(--bg)" strokeWidth="2.2" />
      </svg>
      Attestry
    </div>
  );
}
