/** Colours and language: not personal, kept in clear, so that the lock screen wears them too. */

import { type Language, speak, t } from "../words.ts";

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

/** Why the phone could not keep what was written, and what to do; what was typed still stands on the page. */
export function notKept(error: unknown): string {
  const isFull = (error as DOMException | undefined)?.name === "QuotaExceededError";
  return isFull
    ? t("Điện thoại hết chỗ. Giữ trang này mở, xoá bớt ảnh hoặc ứng dụng không dùng, rồi bấm lưu lại.")
    : t("Trình duyệt không lưu được. Giữ trang này mở rồi bấm lưu lại; nếu vẫn không được, hãy mở lại ứng dụng.");
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
