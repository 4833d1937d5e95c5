import { describe, expect, it } from "vitest";
import { tokenSettingsSchema } from "@/lib/contract/tokens";
import { draftOf, HEADER_PRESETS, presetOf, STANDARD_TOKENS, sameDraft, settingsOf } from "./token-draft";

describe("the draft of token settings", () => {
  it("gives back the settings it was made of", () => {
    const settings = { ...STANDARD_TOKENS, ttlSeconds: 900, issuer: "attestry.example", audience: true };
    expect(settingsOf(draftOf(settings))).toEqual(settings);
    expect(settingsOf(draftOf(STANDARD_TOKENS))).toEqual(STANDARD_TOKENS);
  });

  it("is unchanged when its values are, whatever their order", () => {
    const { headerName, ...rest } = draftOf(STANDARD_TOKENS);
    expect(sameDraft({ ...rest, headerName }, draftOf(STANDARD_TOKENS))).toBe(true);
    expect(sameDraft({ ...rest, headerName: "X-Proof" }, draftOf(STANDARD_TOKENS))).toBe(false);
  });

  it("leaves a lifetime that is no number to the server's parser", () => {
    const settings = settingsOf({ ...draftOf(STANDARD_TOKENS), ttl: "soon" });
    expect(tokenSettingsSchema.safeParse(settings).success).toBe(false);
  });

  it("knows the presets, and what is none of them", () => {
    for (const preset of HEADER_PRESETS) expect(presetOf(preset)).toBe(preset.value);
    expect(presetOf({ headerName: "X-Proof", headerPrefix: "" })).toBe("own");
  });
});
