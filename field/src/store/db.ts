/** The tables of the phone. Only `clear` is readable without the data key. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Envelope, PinLock, Sealed, Tries } from "./vault.ts";

export const INDEX = "toso-field";

/** One person's data on this phone; another person's work stays locked beside it. */
export interface Profile {
  id: string;
  made_at: string;
}

interface IndexTables extends DBSchema {
  clear: { key: string; value: unknown };
}

export interface Locks {
  pin: PinLock | null;
  envelope: Envelope | null;
  tries: Tries;
}

export interface Tables extends DBSchema {
  clear: { key: string; value: Locks };
  items: { key: string; value: { id: string; seq: number; sealed: Sealed }; indexes: { seq: number } };
  receipts: { key: string; value: { id: string; sealed: Sealed } };
  media: { key: string; value: { sha256: string; size: number; is_sent: boolean; sealed: Sealed } };
  rows: { key: [string, string]; value: { part: string; id: string; sealed: Sealed }; indexes: { part: string } };
  drafts: { key: string; value: { id: string; sealed: Sealed } };
  keep: { key: string; value: Sealed };
}

export type Database = IDBPDatabase<Tables>;

export async function openIndex(): Promise<IDBPDatabase<IndexTables>> {
  return openDB<IndexTables>(INDEX, 1, { upgrade: (db) => void db.createObjectStore("clear") });
}

export async function openProfile(id: string, onOutdated: () => void = () => {}): Promise<Database> {
  const db = await openDB<Tables>(`${INDEX}-${id}`, 1, {
    upgrade(db) {
      db.createObjectStore("clear");
      db.createObjectStore("items", { keyPath: "id" }).createIndex("seq", "seq", { unique: true });
      db.createObjectStore("receipts", { keyPath: "id" });
      db.createObjectStore("media", { keyPath: "sha256" });
      db.createObjectStore("rows", { keyPath: ["part", "id"] }).createIndex("part", "part");
      db.createObjectStore("drafts", { keyPath: "id" });
      db.createObjectStore("keep");
    },
    blocking() {
      // A newer app in another tab wants to change the tables: this tab steps aside.
      db.close();
      onOutdated();
    },
  });
  return db;
}
