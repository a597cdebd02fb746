/** The two languages of the app: Vietnamese is the source, English a dictionary. */

import { ENGLISH } from "./english.ts";

export type Language = "vi" | "en";
let language: Language = "vi";

export function speak(chosen: Language): void {
  language = chosen;
}

export function spoken(): Language {
  return language;
}

/** The words in the chosen language; `{name}` takes the value of that name. */
export function t(words: string, values: Record<string, string | number> = {}): string {
  const said = language === "en" ? (ENGLISH[words] ?? words) : words;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

const pad = (number: number) => String(number).padStart(2, "0");

/** "09:12" today, "09:12 ngày 16/11" otherwise. */
export function clock(moment: string | number | Date, now: Date = new Date()): string {
  const at = new Date(moment);
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  return at.toDateString() === now.toDateString() ? time : t("{time} ngày {day}", { time, day: `${at.getDate()}/${at.getMonth() + 1}` });
}

/** The day as people write it: 16/11/2026. */
export function dayWords(day: string): string {
  const [year, month, date] = day.slice(0, 10).split("-");
  return `${Number(date)}/${Number(month)}/${year}`;
}

/** The day of a moment on this phone, as the protocol writes it. */
export function dayOf(moment: Date): string {
  return `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`;
}

/** A moment with this phone's offset, as the protocol writes it. */
export function momentOf(at: Date): string {
  const offset = -at.getTimezoneOffset();
  const sign = offset < 0 ? "-" : "+";
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  return `${dayOf(at)}T${time}${sign}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
}

export function megabytes(bytes: number): string {
  const isLarge = bytes >= 1024 * 1048576;
  const size = bytes / 1048576 / (isLarge ? 1024 : 1);
  const words = size >= 100 ? String(Math.round(size)) : (Math.round(size * 10) / 10).toString();
  return `${language === "vi" ? words.replace(".", ",") : words}\u00a0${isLarge ? "GB" : "MB"}`;
}

/** "1.234" in Vietnamese, "1,234" in English; decimals likewise. */
export function figure(value: string | number): string {
  return Number(value).toLocaleString(language === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: 1 });
}
