/** The forms engine behind one door: open a form, watch it, take the filled instance out. */

import { type AnyNode, type FormResource, type RootNode, createInstance, editInstance, restoreInstance } from "@getodk/xforms-engine";
import { mended } from "./mend.ts";
import type { FormFile, Media, Start } from "./messages.ts";

export const INSTANCE = "xml_submission_file";

export interface Filled {
  xml: string;
  names: string[];
  files: FormFile[];
  isValid: boolean;
}

/** Objects of the engine's state that tell when they are written to. */
function watched(tell: () => void): <T extends object>(object: T) => T {
  return (object) =>
    new Proxy(object, {
      set(target, name, value, receiver) {
        const isNew = !Object.is(Reflect.get(target, name), value);
        const done = Reflect.set(target, name, value, receiver);
        if (isNew) tell();
        return done;
      },
    });
}

function fetcher(media: Media[]): (resource: URL) => Promise<Response> {
  return async (resource) => {
    const name = decodeURIComponent(resource.href.slice(resource.href.lastIndexOf("/") + 1));
    const found = media.find((one) => one.name === name);
    if (!found || found.text === null) return new Response("", { status: 404 });
    const type = name.endsWith(".csv") ? "text/csv" : name.endsWith(".geojson") ? "application/geo+json" : "text/xml";
    return new Response(found.text, { status: 200, headers: { "Content-Type": type } });
  };
}

/** A browser keeps "Ảnh của tôi.jpg"; a submission holds names that every server and zip takes. */
export function fileName({ basename, extension, writtenAt }: { basename: string; extension: string | null; writtenAt: Date }): string {
  const plain = basename.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").replace(/[^\w-]+/g, "_").slice(0, 40);
  return `${plain || "tep"}-${writtenAt.getTime()}${extension ?? ""}`;
}

let namespaces = new Map<string, string>();

/** The engine keeps attributes with a prefix and leaves out what the prefix means; without it nobody can read them. */
function declared(xml: string): string {
  const used = new Set([...xml.matchAll(/[\s<]([A-Za-z_][\w.-]*):[\w.-]+\s*=/g)].map((found) => found[1]!));
  const missing = [...used].filter((prefix) => namespaces.has(prefix) && !xml.includes(`xmlns:${prefix}=`));
  return xml.replace(/<[A-Za-z_][\w.:-]*/, (root) => [root, ...missing.map((prefix) => `xmlns:${prefix}="${namespaces.get(prefix)}"`)].join(" "));
}

export async function openForm(start: Start, onChange: () => void): Promise<RootNode> {
  const { attributes } = new DOMParser().parseFromString(start.xml, "text/xml").documentElement;
  namespaces = new Map([...attributes].filter((one) => one.prefix === "xmlns").map((one) => [one.localName, one.value.replace(/[&<"]/g, "")]));
  const form = { fetchFormAttachment: fetcher(start.media), missingResourceBehavior: "BLANK" as const };
  const instance = {
    stateFactory: watched(onChange),
    instanceAttachments: { fileNameFactory: (meta: { basename: string; extension: string | null; writtenAt: Date }) => fileName(meta) },
    preloadProperties: { deviceID: start.device, username: start.person },
    geolocationProvider: { getLocation: whereNow },
  };
  const resource: FormResource = mended(start.xml);
  if (start.instance === null) return (await createInstance(resource, { form, instance })).root;
  const blob = new File([start.instance], INSTANCE, { type: "text/xml" });
  if (start.isEdit) {
    const attachments = new Map(start.files.map((file) => [file.name, () => Promise.resolve(new Response(file.bytes, { headers: { "Content-Type": file.type } }))]));
    return (await editInstance(resource, { inputType: "FORM_INSTANCE_INPUT_RESOLVABLE", resolveInstance: () => start.instance!, attachments }, { form, instance })).root;
  }
  const data = new FormData();
  data.set(INSTANCE, blob);
  for (const file of start.files) data.set(file.name, new File([file.bytes], file.name, { type: file.type }));
  const input = { data: [data] } as unknown as Parameters<typeof restoreInstance>[1];
  return (await restoreInstance(resource, input, { form, instance })).root;
}

/** "latitude longitude altitude accuracy", as forms keep a place; empty when the phone does not know. */
export function whereNow(): Promise<string> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve("");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(`${coords.latitude} ${coords.longitude} ${coords.altitude ?? 0} ${coords.accuracy}`),
      () => resolve(""),
      { enableHighAccuracy: true, timeout: 30_000, maximumAge: 10_000 },
    );
  });
}

const sent = new Set<string>();

/**
 * The instance as it is now, with the bytes of files that were not handed over before. The engine leaves files out
 * that came with the instance and did not change: those of `kept` that the instance still names are named too.
 */
export async function takeOut(root: RootNode, kept: readonly string[]): Promise<Filled> {
  const payload = await root.prepareInstancePayload({ payloadType: "monolithic" });
  const [data] = payload.data;
  const filled: Filled = { xml: "", names: [], files: [], isValid: payload.status === "ready" };
  for (const [name, file] of data.entries()) {
    if (name === INSTANCE) {
      filled.xml = declared(await file.text());
      continue;
    }
    filled.names.push(name);
    if (sent.has(name)) continue;
    sent.add(name);
    filled.files.push({ name, bytes: await file.arrayBuffer(), type: file.type });
  }
  for (const name of kept) if (!filled.names.includes(name) && filled.xml.includes(`>${name}<`)) filled.names.push(name);
  return filled;
}

export type Control = Exclude<AnyNode, { nodeType: "root" | "group" | "repeat-instance" | "repeat-range:controlled" | "repeat-range:uncontrolled" | "model-value" }>;

export interface Step {
  /** What is asked on one screen: a question, a group shown together, or the end of a repeat. */
  nodes: AnyNode[];
  /** Names of the groups around it. */
  path: string[];
  reference: string;
}

const labelOf = (node: AnyNode): string => (node.currentState.label?.asString ?? "").trim();

export function isShown(node: AnyNode): boolean {
  if (!node.currentState.relevant || node.nodeType === "model-value") return false;
  if (node.nodeType === "root") return true;
  if ("children" in node.currentState && node.currentState.children) {
    if (node.nodeType === "repeat-range:uncontrolled") return true;
    return (node.currentState.children as readonly AnyNode[]).some(isShown);
  }
  return true;
}

function isTogether(node: AnyNode): boolean {
  const looks = node.appearances as Record<string, boolean> | null;
  return node.nodeType === "group" && Boolean(looks?.["field-list"] || looks?.["table-list"]);
}

/** The screens of a form, in order, as they stand now: irrelevant questions are not among them. */
export function steps(node: AnyNode, path: string[] = []): Step[] {
  if (!isShown(node)) return [];
  const children = (node.currentState.children ?? null) as readonly AnyNode[] | null;
  if (!children) return [{ nodes: [node], path, reference: node.currentState.reference }];
  if (isTogether(node)) return [{ nodes: [node], path, reference: node.currentState.reference }];
  const name = node.nodeType === "root" ? "" : labelOf(node);
  if (node.nodeType === "repeat-range:controlled" || node.nodeType === "repeat-range:uncontrolled") {
    const inside = children.flatMap((child, index) => steps(child, [...path, `${name || "…"} ${index + 1}`]));
    if (node.nodeType === "repeat-range:controlled") return inside;
    return [...inside, { nodes: [node], path, reference: `${node.currentState.reference}#more` }];
  }
  const inner = name && node.nodeType === "group" ? [...path, name] : path;
  return children.flatMap((child) => steps(child, inner));
}

/** Every question that is shown, in order. */
export function controls(node: AnyNode): Control[] {
  if (!isShown(node)) return [];
  const children = (node.currentState.children ?? null) as readonly AnyNode[] | null;
  return children ? children.flatMap(controls) : [node as Control];
}
