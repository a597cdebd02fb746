/** Colours and language: not personal, kept in clear, so that the lock screen wears them too. */

import { type Language, speak } from "../words.ts";

const NAME = "toso-look";

export function wearTheme(theme: string, language: Language): void {
  document.documentElement.dataset["bsTheme"] = theme;
  document.documentElement.lang = language;
  speak(language);
  try {
    localStorage.setItem(NAME, JSON.stringify({ theme, language }));
  } catch {
    // a browser that keeps nothing still shows the chosen colours until it is closed
  }
}

export function wearKept(): void {
  let kept: { theme?: string; language?: Language } = {};
  try {
    kept = JSON.parse(localStorage.getItem(NAME) ?? "{}") as typeof kept;
  } catch {
    // nothing readable was kept: the default look
  }
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset["bsTheme"] = kept.theme ?? (isDark ? "dark" : "light");
  document.documentElement.lang = kept.language ?? "vi";
  speak(kept.language ?? "vi");
}
