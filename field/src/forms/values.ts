/** What people type and what a form keeps: pure. */

/** A whole number as typed ("1.200", "1 200"), null when empty, undefined when it is no whole number. */
export function wholeNumber(typed: string): string | null | undefined {
  const plain = typed.trim().replace(/(?<=\d)[.\s\u00a0](?=\d{3}(\D|$))/g, "").replace("−", "-");
  if (plain === "") return null;
  return /^-?\d{1,18}$/.test(plain) ? plain : undefined;
}

/** A decimal as typed ("3,5", "3.5"), null when empty, undefined when it is no number. */
export function decimal(typed: string): number | null | undefined {
  const plain = typed.trim().replace(/[\s\u00a0]/g, "").replace("−", "-");
  if (plain === "") return null;
  const dotted = plain.includes(",") ? plain.replace(/\./g, "").replace(",", ".") : plain;
  return /^-?\d+(\.\d+)?$/.test(dotted) ? Number(dotted) : undefined;
}

export interface Point {
  latitude: number;
  longitude: number;
  altitude: number | null;
  accuracy: number | null;
}

/** A place typed as "12,2388 109,1967" or "12.2388, 109.1967", or as a form keeps it. */
export function point(typed: string): Point | null | undefined {
  const text = typed.trim();
  if (!text) return null;
  const parts = text.includes(".") ? text.split(/[\s,;]+/) : text.replace(/,(?=\d)/g, ".").split(/[\s;]+/);
  const numbers = parts.map(Number);
  const [latitude, longitude, altitude, accuracy] = numbers;
  if (numbers.length < 2 || numbers.some((one) => !Number.isFinite(one)) || Math.abs(latitude!) > 90 || Math.abs(longitude!) > 180) return undefined;
  return { latitude: latitude!, longitude: longitude!, altitude: altitude ?? null, accuracy: accuracy ?? null };
}

export const pointWords = ({ latitude, longitude, accuracy }: Point): string => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}${accuracy === null ? "" : ` (±${Math.round(accuracy)} m)`}`;
export const pointText = ({ latitude, longitude, altitude, accuracy }: Point): string => `${latitude} ${longitude} ${altitude ?? 0} ${accuracy ?? 0}`;

/** Move one of a row of values up or down. */
export function moved(values: readonly string[], index: number, by: -1 | 1): string[] {
  const next = [...values];
  const other = index + by;
  if (other < 0 || other >= next.length) return next;
  [next[index], next[other]] = [next[other]!, next[index]!];
  return next;
}

/** The day part of what an input of kind datetime-local gives, with this phone's offset. */
export function localMoment(value: string, offsetMinutes: number): string | null {
  if (!value) return null;
  const pad = (number: number) => String(number).padStart(2, "0");
  const sign = offsetMinutes > 0 ? "-" : "+";
  const size = Math.abs(offsetMinutes);
  const whole = value.length === 16 ? `${value}:00` : value;
  return `${whole}.000${sign}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}
