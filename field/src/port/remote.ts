/** The server, by the written protocol (docs/sync.md). Every failure is one of two: it said no, or there was no answer. */

export const PROTOCOL = 1;
export const APP = "0.1.0";
const BASE = "/sync/api/";
const PATIENCE = 60_000;

/** The server answered, and the answer is no. `words` may be shown. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: string,
    readonly details: Record<string, unknown> = {},
    readonly retryAfter = 0,
  ) {
    super(`${status} ${code}`);
  }
}

/** Nobody answered: no network, or the answer was cut off. */
export class Silent extends Error {}

export interface Asked {
  method?: string;
  body?: unknown;
  bytes?: ArrayBuffer;
  secret?: string | null;
}

export async function ask(path: string, { method = "GET", body, bytes, secret }: Asked = {}): Promise<Response> {
  const headers: Record<string, string> = { "X-Toso-Protocol": String(PROTOCOL), "X-Toso-App": APP };
  if (secret) headers["Authorization"] = `Bearer ${secret}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (bytes) headers["Content-Type"] = "application/octet-stream";
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  let response: Response;
  try {
    response = await fetch(path.startsWith("/") || path.startsWith("http") ? path : BASE + path, {
      method,
      headers,
      body: bytes ?? (body === undefined ? null : JSON.stringify(body)),
      credentials: "omit",
      cache: "no-store",
      signal: stop.signal,
    });
  } catch (error) {
    throw new Silent(String(error));
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return response;
  const told = (await response.json().catch(() => null)) as { error?: { code?: string; words?: string } } | null;
  if (response.status >= 500 || !told?.error?.code) throw new Silent(`${response.status}`);
  const { code, words = "", ...details } = told.error;
  throw new Refused(response.status, code, words, details, Number(response.headers.get("Retry-After") ?? 0) * 1000);
}

export async function askJson<T>(path: string, asked: Asked = {}): Promise<T> {
  const response = await ask(path, asked);
  try {
    return (await response.json()) as T;
  } catch (error) {
    throw new Silent(String(error));
  }
}
