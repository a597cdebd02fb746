/** What the app and the form page say to each other. The form page keeps nothing and calls nobody. */

import type { Language } from "../words.ts";

export interface FormFile {
  name: string;
  bytes: ArrayBuffer;
  type: string;
}

export interface Media {
  name: string;
  text: string | null;
}

export interface Start {
  what: "start";
  title: string;
  xml: string;
  media: Media[];
  /** A filled instance to go on with; null for a new one. */
  instance: string | null;
  files: FormFile[];
  /** An instance that was sent and came back: the new one names the old one as replaced. */
  isEdit: boolean;
  /** The question where the person left. */
  at: string | null;
  words: string | null;
  oneByOne: boolean;
  theme: string;
  language: Language;
  device: string;
  person: string;
}

export type Told =
  | { what: "draft"; xml: string; names: string[]; files: FormFile[]; at: string | null; oneByOne: boolean }
  | { what: "done"; xml: string; names: string[]; files: FormFile[] }
  | { what: "leave" }
  | { what: "failed"; words: string };

export type Asked = Start | { what: "flush" };
