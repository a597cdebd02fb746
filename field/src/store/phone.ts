/** This installation: its name, its persons, how a person's data is opened, how a copy comes back. */

import { newId } from "./codec.ts";
import { INDEX, type Locks, type Profile, openIndex, openProfile } from "./db.ts";
import { House, unpacked } from "./house.ts";
import { type Envelope, type Recovery, type Tries, afterWrong, closeFor, lockByPin, newDataKey, openByPin, waitLeft, workingKey } from "./vault.ts";

const NO_TRIES: Tries = { wrong: 0, until: 0 };

export interface Phone {
  device: string;
  profiles: Profile[];
}

export async function readPhone(): Promise<Phone> {
  const db = await openIndex();
  const change = db.transaction("clear", "readwrite");
  let device = (await change.store.get("device")) as string | undefined;
  if (!device) await change.store.put((device = newId()), "device");
  const profiles = ((await change.store.get("profiles")) as Profile[] | undefined) ?? [];
  await change.done;
  db.close();
  return { device, profiles };
}

async function changeProfiles(change: (profiles: Profile[]) => Profile[]): Promise<void> {
  const db = await openIndex();
  const writing = db.transaction("clear", "readwrite");
  const profiles = ((await writing.store.get("profiles")) as Profile[] | undefined) ?? [];
  await writing.store.put(change(profiles), "profiles");
  await writing.done;
  db.close();
}

export async function locksOf(profile: string): Promise<Locks> {
  const db = await openProfile(profile);
  const locks = await db.get("clear", "locks");
  db.close();
  return locks ?? { pin: null, envelope: null, tries: NO_TRIES };
}

async function putLocks(profile: string, locks: Locks): Promise<void> {
  const db = await openProfile(profile);
  await db.put("clear", locks, "locks");
  db.close();
}

export type Raw = Uint8Array<ArrayBuffer>;

/** Choose a (new) PIN: the data key is wrapped by it and for the commune; the raw key is then forgotten by the caller. */
export async function lock(profile: string, device: string, raw: Raw, pin: string, recovery: Recovery | null): Promise<Envelope | null> {
  const envelope = recovery ? await closeFor(raw, recovery, device) : null;
  await putLocks(profile, { pin: await lockByPin(raw, pin, device), envelope, tries: NO_TRIES });
  return envelope;
}

/** A new person on this phone: a data key, locked by the PIN. */
export async function begin(device: string, pin: string, recovery: Recovery | null, at: string): Promise<{ house: House; envelope: Envelope | null }> {
  const profile: Profile = { id: newId(), made_at: at };
  const raw = newDataKey();
  const envelope = await lock(profile.id, device, raw, pin, recovery);
  const house = await House.open(profile.id, device, await workingKey(raw));
  raw.fill(0);
  await changeProfiles((profiles) => [...profiles, profile]);
  return { house, envelope };
}

export type Unlocked = { raw: Raw } | { wait: number } | { wrong: number };

/** Try a PIN. The count of wrong ones is written before the answer is known, so closing the app does not help. */
export async function tryPin(profile: string, device: string, pin: string, now: number): Promise<Unlocked> {
  const locks = await locksOf(profile);
  const wait = waitLeft(locks.tries, now);
  if (wait || !locks.pin) return { wait };
  const tries = afterWrong(locks.tries, now);
  await putLocks(profile, { ...locks, tries });
  const raw = await openByPin(locks.pin, pin, device);
  if (!raw) return { wrong: tries.wrong };
  await putLocks(profile, { ...locks, tries: NO_TRIES });
  return { raw };
}

/** Take the data of one person off this phone. The caller has made sure that nothing unsent lies there. */
export async function remove(profile: string): Promise<void> {
  await changeProfiles((profiles) => profiles.filter((one) => one.id !== profile));
  await new Promise<void>((resolve) => {
    const asked = indexedDB.deleteDatabase(`${INDEX}-${profile}`);
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
}

interface Copy {
  format: string;
  device: string;
  profile: string;
  made_at: string;
  locks: Locks;
  [store: string]: unknown;
}

const COPIED = ["items", "receipts", "media", "drafts", "keep"] as const;

/**
 * Bring a copy back, still locked by its PIN. Nothing that is here already is overwritten.
 * The phone takes the copy's name when it holds nobody's data, because the locks are bound to it.
 */
export async function restore(text: string): Promise<{ added: number } | null> {
  let copy: Copy;
  try {
    copy = unpacked(JSON.parse(text)) as Copy;
  } catch {
    return null;
  }
  if (copy?.format !== "toso-copy-1" || !copy.locks?.pin) return null;
  const phone = await readPhone();
  const isHere = phone.profiles.some((one) => one.id === copy.profile);
  if (phone.device !== copy.device) {
    if (phone.profiles.length && !isHere) return null;
    const index = await openIndex();
    await index.put("clear", copy.device, "device");
    index.close();
  }
  const db = await openProfile(copy.profile);
  let added = 0;
  const change = db.transaction([...COPIED, "clear"], "readwrite");
  if (!(await change.objectStore("clear").get("locks"))) await change.objectStore("clear").put({ ...copy.locks, tries: NO_TRIES }, "locks");
  for (const name of COPIED) {
    const store = change.objectStore(name);
    for (const [key, value] of copy[name] as [string, never][]) {
      if ((await store.getKey(key)) !== undefined) continue;
      await (name === "keep" ? store.put(value, key) : store.put(value));
      if (name === "items") added += 1;
    }
  }
  await change.done;
  db.close();
  if (!isHere) await changeProfiles((profiles) => [...profiles, { id: copy.profile, made_at: copy.made_at }]);
  return { added };
}
