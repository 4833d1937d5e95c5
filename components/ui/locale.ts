/** The first language of an Accept-Language header that Intl knows (RFC 9110 section 12.5.4); English otherwise. */
export function preferredLocale(acceptLanguage: string | null): string {
  for (const part of (acceptLanguage ?? "").split(",")) {
    const tag = part.split(";")[0]?.trim() ?? "";
    if (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)) {
      const [supported] = Intl.NumberFormat.supportedLocalesOf([tag]);
      if (supported !== undefined) return supported;
    }
  }
  return "en";
}
