/** The data key of this phone: made once, wrapped by the PIN and by the commune's recovery key (docs/sync.md §9). */

import { base64url, bytesOf, fromBase64url, textOf } from "./codec.ts";

export const ROUNDS = 600_000;
const FREE_TRIES = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;

export interface PinLock {
  salt: string;
  rounds: number;
  iv: string;
  ct: string;
}

export interface Recovery {
  kid: string;
  alg: string;
  public: string;
}

export interface Envelope {
  alg: string;
  kid: string;
  epk: string;
  iv: string;
  ct: string;
}

export interface Tries {
  wrong: number;
  until: number;
}

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  ct: ArrayBuffer;
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Uint8Array<ArrayBuffer>;
const AES = { name: "AES-GCM", length: 256 } as const;
const INFO = "toso-recovery-1";
const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;

export function newDataKey(): Uint8Array<ArrayBuffer> {
  return random(32);
}

/** The key that works on records: it cannot be taken out of the browser again. */
export function workingKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
}

async function pinKey(pin: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", bytesOf(pin.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, base, AES, false, ["encrypt", "decrypt"]);
}

export async function lockByPin(raw: Uint8Array<ArrayBuffer>, pin: string, device: string, rounds = ROUNDS): Promise<PinLock> {
  const [salt, iv] = [random(16), random(12)];
  const key = await pinKey(pin, salt, rounds);
  const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytesOf(`toso-pin-1:${device}`) }, key, raw);
  return { salt: base64url(salt), rounds, iv: base64url(iv), ct: base64url(ct) };
}

/** The raw data key, or null when the PIN is wrong. */
export async function openByPin(lock: PinLock, pin: string, device: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const key = await pinKey(pin, fromBase64url(lock.salt), lock.rounds);
  const how = { name: "AES-GCM", iv: fromBase64url(lock.iv), additionalData: bytesOf(`toso-pin-1:${device}`) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, fromBase64url(lock.ct)));
  } catch {
    return null;
  }
}

async function shared(own: CryptoKey, theirs: Uint8Array<ArrayBuffer>, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const other = await crypto.subtle.importKey("raw", theirs, CURVE, false, []);
  const bits = await crypto.subtle.deriveBits({ name: "ECDH", public: other }, own, 256);
  const base = await crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: bytesOf(INFO) }, base, AES, false, ["encrypt", "decrypt"]);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** The data key closed for whoever holds the private half of `recovery`. */
export async function closeFor(raw: Uint8Array<ArrayBuffer>, recovery: Recovery, device: string, purpose = "toso-recovery-1"): Promise<Envelope> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const epk = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const theirs = fromBase64url(recovery.public);
  const key = await shared(pair.privateKey, theirs, joined(epk, theirs));
  const iv = random(12);
  const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bytesOf(`${purpose}:${device}`) }, key, raw);
  return { alg: recovery.alg, kid: recovery.kid, epk: base64url(epk), iv: base64url(iv), ct: base64url(ct) };
}

/** What an envelope holds, opened with the private half; throws when it was made for somebody else. */
export async function openEnvelope(envelope: Envelope, pair: CryptoKeyPair, device: string, purpose: string): Promise<Uint8Array<ArrayBuffer>> {
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const epk = fromBase64url(envelope.epk);
  const key = await shared(pair.privateKey, epk, joined(epk, own));
  const how = { name: "AES-GCM", iv: fromBase64url(envelope.iv), additionalData: bytesOf(`${purpose}:${device}`) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, fromBase64url(envelope.ct)));
}

export async function newRescuePair(): Promise<{ pair: CryptoKeyPair; public: string }> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  return { pair, public: base64url(await crypto.subtle.exportKey("raw", pair.publicKey)) };
}

/** After five wrong PINs each try waits twice as long as the one before, up to an hour. Nothing is wiped. */
export function afterWrong(tries: Tries, now: number): Tries {
  const wrong = tries.wrong + 1;
  const wait = wrong < FREE_TRIES ? 0 : Math.min(FIRST_WAIT * 2 ** Math.min(wrong - FREE_TRIES, 20), LONGEST_WAIT);
  return { wrong, until: wait ? now + wait : 0 };
}

/** Milliseconds until the next try. A clock set back cannot make it longer than the longest wait. */
export function waitLeft(tries: Tries, now: number): number {
  return Math.max(0, Math.min(tries.until - now, LONGEST_WAIT));
}

export function isGoodPin(pin: string): boolean {
  const isPhrase = pin.length >= 8 && !/^\d+$/.test(pin);
  const isPlain = /^(\d)\1+$/.test(pin) || "01234567890".includes(pin) || "09876543210".includes(pin);
  return (isPhrase || /^\d{6,}$/.test(pin)) && !isPlain;
}

export async function seal(key: CryptoKey, value: unknown): Promise<Sealed> {
  return sealBytes(key, bytesOf(JSON.stringify(value)));
}

export async function sealBytes(key: CryptoKey, bytes: BufferSource): Promise<Sealed> {
  const iv = random(12);
  return { iv, ct: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

export async function open<T>(key: CryptoKey, sealed: Sealed): Promise<T> {
  return JSON.parse(textOf(await openBytes(key, sealed))) as T;
}

export function openBytes(key: CryptoKey, sealed: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.ct);
}
