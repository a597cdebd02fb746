/** The form page: shows one question or the whole form, hands every change to the app. Keeps nothing itself. */

import type { AnyNode, RootNode } from "@getodk/xforms-engine";
import { type Child, h, icon } from "../ui.ts";
import { speak, t } from "../words.ts";
import { type Control, type Step, controls, isShown, openForm, steps, takeOut } from "./engine.ts";
import type { Asked, Start, Told } from "./messages.ts";
import { words } from "./text.ts";
import { type Widget, widget } from "./widgets.ts";

interface Shown {
  element: HTMLElement;
  look: () => void;
}

class FormPage {
  private readonly widgets = new Map<string, Widget>();
  private readonly boxes = new Map<string, Shown>();
  private readonly main = document.getElementById("form")!;
  private readonly summary = h("div", {});
  private readonly body = h("div", {});
  private readonly counter = h("p", { class: "quiet", role: "status" });
  private readonly foot = h("div", { class: "foot" });
  private root!: RootNode;
  private index = 0;
  private oneByOne: boolean;
  private isDue = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasChanged = false;
  private waiting = 0;
  private readonly keptFiles: string[];
  private readonly blamed = new Set<string>();

  constructor(
    private readonly start: Start,
    private readonly tell: (told: Told, transfer?: Transferable[]) => void,
  ) {
    this.oneByOne = start.oneByOne;
    this.keptFiles = start.files.map((file) => file.name);
  }

  async open(): Promise<void> {
    this.root = await openForm(this.start, () => this.changed());
    this.chooseLanguage();
    const at = this.start.at;
    if (at) this.index = Math.max(0, steps(this.root).findIndex((step) => step.reference === at));
    this.frame();
    this.draw();
    this.main.querySelector<HTMLElement>("h1")!.focus();
    this.wasChanged = false;
  }

  private chooseLanguage(): void {
    const { languages } = this.root;
    const wanted = languages.find((one) => (this.start.language === "vi" ? /vi|việt/i : /\(en\)|english/i).test(one.language));
    if (wanted && !wanted.isSyntheticDefault) this.root.setLanguage(wanted);
  }

  private frame(): void {
    const languages = this.root.languages.filter((one) => !one.isSyntheticDefault);
    const pick = (value: boolean, said: string) =>
      h("label", { class: "pick" }, h("input", { type: "radio", name: "mode", checked: this.oneByOne === value, onchange: () => this.setMode(value) }), h("span", {}, said));
    const language: HTMLSelectElement = h(
      "select",
      { id: "language", onchange: () => this.root.setLanguage(languages.find((one) => one.language === language.value)! as never) },
      languages.map((one) => h("option", { value: one.language, selected: one.language === this.root.currentState.activeLanguage.language }, one.language)),
    );
    const settings = h(
      "details",
      { class: "card" },
      h("summary", {}, t("Cách hiện phiếu")),
      h("fieldset", {}, h("legend", {}, t("Hiện")), pick(true, t("Từng câu một")), pick(false, t("Cả phiếu"))),
      languages.length > 1 ? [h("label", { class: "field", for: "language" }, t("Ngôn ngữ của phiếu")), language] : null,
    );
    const leave = h("button", { type: "button", "aria-label": t("Về ứng dụng, giữ bản làm dở"), onclick: () => void this.leave() }, icon("chevron-left"));
    this.main.before(h("header", { class: "band" }, h("div", {}, leave, h("span", { class: "name" }, this.start.title))));
    const returned = this.start.words ? h("div", { class: "note bad" }, h("p", {}, t("Bị trả lại. {words}", { words: this.start.words }))) : null;
    this.main.replaceChildren(...[h("h1", { tabindex: "-1", class: "hide" }, this.start.title), returned, this.summary, this.counter, this.body, settings].flatMap((one) => (one ? [one] : [])));
    this.main.after(this.foot);
  }

  private setMode(oneByOne: boolean): void {
    const here = this.current()?.reference;
    this.oneByOne = oneByOne;
    if (oneByOne && here) this.index = Math.max(0, steps(this.root).findIndex((step) => step.reference === here));
    this.summary.replaceChildren();
    this.draw();
    this.later();
  }

  private current(): Step | undefined {
    const all = steps(this.root);
    this.index = Math.min(this.index, Math.max(0, all.length - 1));
    return all[this.index];
  }

  /** The engine writes many values at once: look only once they are all written. */
  private changed(): void {
    this.wasChanged = true;
    if (this.isDue) return;
    this.isDue = true;
    setTimeout(() => {
      this.isDue = false;
      if (!this.root) return;
      this.draw();
      this.later();
    });
  }

  private later(): void {
    clearTimeout(this.timer);
    this.waiting ||= Date.now();
    // Who types without a pause is saved all the same.
    this.timer = setTimeout(() => void this.saveDraft(), Date.now() - this.waiting > 2000 ? 0 : 300);
  }

  async saveDraft(): Promise<void> {
    clearTimeout(this.timer);
    this.waiting = 0;
    const { xml, names, files } = await takeOut(this.root, this.keptFiles);
    this.tell({ what: "draft", xml, names, files, at: this.current()?.reference ?? null, oneByOne: this.oneByOne });
  }

  private async leave(): Promise<void> {
    if (this.wasChanged) await this.saveDraft();
    this.tell({ what: "leave" });
  }

  private draw(): void {
    const all = steps(this.root);
    this.index = Math.min(this.index, Math.max(0, all.length - 1));
    const step = all[this.index];
    document.body.classList.toggle("one", this.oneByOne);
    if (this.oneByOne) {
      const path = step?.path.length ? `${step.path.join(" › ")}. ` : "";
      this.counter.textContent = step ? `${path}${t("Câu {now} trong {all}", { now: this.index + 1, all: all.length })}` : t("Phiếu này không có câu nào.");
      this.settle(this.body, step ? step.nodes.map((node) => this.show(node)) : []);
    } else {
      this.counter.textContent = t("{count} câu", { count: controls(this.root).length });
      this.settle(this.body, [...this.root.currentState.children].filter(isShown).map((node) => this.show(node)));
    }
    this.drawFoot(all);
  }

  private drawFoot(all: Step[]): void {
    const isLast = !this.oneByOne || this.index >= all.length - 1;
    const next = isLast
      ? h("button", { class: "btn primary", type: "button", id: "send", onclick: () => void this.send() }, icon("check"), t("Xong, lưu để gửi"))
      : h("button", { class: "btn primary", type: "button", id: "next", onclick: () => this.go(1) }, t("Tiếp"), icon("chevron-right"));
    const back = this.oneByOne && this.index > 0 ? h("button", { class: "btn slim", type: "button", id: "back", onclick: () => this.go(-1) }, icon("chevron-left"), t("Trước")) : null;
    const mark = `${isLast}|${Boolean(back)}`;
    if (this.foot.dataset["mark"] === mark) return;
    this.foot.dataset["mark"] = mark;
    this.foot.replaceChildren(h("div", { class: "row" }, back, next));
  }

  /** Put exactly these elements there, moving none that stands already: the cursor stays where it is. */
  private settle(parent: HTMLElement, elements: HTMLElement[]): void {
    elements.forEach((element, index) => {
      if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
    });
    while (parent.children.length > elements.length) parent.lastElementChild!.remove();
  }

  private show(node: AnyNode): HTMLElement {
    if (node.nodeType === "group" || node.nodeType === "repeat-instance" || node.nodeType.startsWith("repeat-range")) {
      let box = this.boxes.get(node.nodeId);
      if (!box) this.boxes.set(node.nodeId, (box = node.nodeType === "group" ? this.group(node) : node.nodeType === "repeat-instance" ? this.turn(node) : this.repeat(node)));
      box.look();
      return box.element;
    }
    const shown = this.widgetOf(node as Control);
    shown.look();
    if (this.blamed.has(node.nodeId)) shown.blame(this.faultOf(node as Control));
    return shown.element;
  }

  private widgetOf(node: Control): Widget {
    let found = this.widgets.get(node.nodeId);
    if (!found) this.widgets.set(node.nodeId, (found = widget(node, () => this.changed())));
    return found;
  }

  private childrenOf(node: AnyNode): HTMLElement[] {
    return ((node.currentState.children ?? []) as readonly AnyNode[]).filter(isShown).map((child) => this.show(child));
  }

  private group(node: AnyNode): Shown {
    const name = h("h2", {});
    const inside = h("div", {});
    const element = h("section", { class: "group" }, name, inside);
    return {
      element,
      look: () => {
        const said = words(node.currentState.label as Parameters<typeof words>[0]);
        name.hidden = !said.length;
        name.replaceChildren(...(said.flat() as (Node | string)[]).filter(Boolean));
        element.classList.toggle("group", said.length > 0);
        this.settle(inside, this.childrenOf(node));
      },
    };
  }

  private turn(node: AnyNode): Shown {
    const name = h("h3", {});
    const inside = h("div", {});
    return {
      element: h("section", { class: "repeat" }, name, inside),
      look: () => {
        const range = node.parent as AnyNode;
        const place = ((range.currentState.children ?? []) as readonly AnyNode[]).indexOf(node);
        name.textContent = `${range.currentState.label?.asString ?? t("Lần")} ${place + 1}`;
        this.settle(inside, this.childrenOf(node));
      },
    };
  }

  private repeat(node: AnyNode): Shown {
    const inside = h("div", {});
    const acts = h("div", { class: "stack" });
    const element = h("div", { class: "question" }, inside, acts);
    return {
      element,
      look: () => {
        const count = node.currentState.children?.length ?? 0;
        const name = node.currentState.label?.asString || t("mục");
        this.settle(inside, this.oneByOne && !this.isInGroup(node) ? [] : this.childrenOf(node));
        if (node.nodeType !== "repeat-range:uncontrolled") return;
        acts.replaceChildren(
          h("p", {}, t("{name}: đã ghi {count}.", { name, count })),
          h("button", { class: "btn", type: "button", onclick: () => this.add(node, count) }, icon("plus"), t("Thêm {name}", { name })),
          ...(count ? [h("button", { class: "btn text", type: "button", onclick: () => void node.removeInstances(count - 1, 1) }, icon("trash"), t("Bỏ {name} cuối", { name }))] : []),
        );
      },
    };
  }

  private isInGroup(node: AnyNode): boolean {
    const step = this.current();
    return Boolean(step && !step.nodes.includes(node));
  }

  private add(node: AnyNode, count: number): void {
    if (node.nodeType !== "repeat-range:uncontrolled") return;
    node.addInstances(count - 1, 1);
    if (!this.oneByOne) return;
    const added = (node.currentState.children as readonly AnyNode[])[count];
    const first = added ? steps(added)[0]?.reference : undefined;
    setTimeout(() => {
      const place = steps(this.root).findIndex((step) => step.reference === first);
      if (place >= 0) this.index = place;
      this.draw();
      this.focusQuestion();
    });
  }

  private faultOf(node: Control): string | null {
    const typed = this.widgets.get(node.nodeId)?.typed() ?? null;
    if (typed) return typed;
    if (!node.currentState.relevant) return null;
    const { violation } = node.validationState;
    if (!violation) return null;
    const said = violation.message?.asString.trim();
    const own = violation.condition === "required" ? t("Câu này cần trả lời.") : t("Câu trả lời chưa hợp lệ. Hãy xem lại.");
    return said && !/^Condition not satisfied/.test(said) ? said : own;
  }

  private faulty(nodes: AnyNode[]): Control[] {
    return nodes.flatMap(controls).filter((node) => {
      const said = this.faultOf(node);
      if (said) {
        this.blamed.add(node.nodeId);
        this.widgetOf(node).blame(said);
      } else if (this.blamed.delete(node.nodeId)) this.widgetOf(node).blame(null);
      return Boolean(said);
    });
  }

  private go(by: 1 | -1): void {
    const step = this.current();
    if (by > 0 && step) {
      const isMore = step.reference.endsWith("#more");
      const [first] = isMore ? [] : this.faulty(step.nodes);
      if (first) return this.widgetOf(first).focus();
    }
    this.index = Math.max(0, this.index + by);
    this.draw();
    scrollTo(0, 0);
    this.focusQuestion();
    this.later();
  }

  private focusQuestion(): void {
    const first = this.body.querySelector<HTMLElement>("input:not([type=file]):not([type=range]), select, textarea, button");
    if (first && !["date", "time", "datetime-local", "radio", "checkbox"].includes((first as HTMLInputElement).type)) first.focus({ preventScroll: true });
    else {
      this.body.tabIndex = -1;
      this.body.focus({ preventScroll: true });
    }
  }

  private async send(): Promise<void> {
    const wrong = this.faulty([this.root]);
    if (wrong.length) return this.showFaults(wrong);
    const filled = await takeOut(this.root, this.keptFiles);
    if (!filled.isValid) return this.showFaults(this.faulty([this.root]));
    clearTimeout(this.timer);
    this.tell({ what: "done", xml: filled.xml, names: filled.names, files: filled.files });
  }

  private showFaults(wrong: Control[]): void {
    const links = wrong.map((node) => h("li", {}, h("a", { href: "#", onclick: (event: Event) => this.visit(event, node) }, `${node.currentState.label?.asString || t("(câu không có lời)")}: ${this.faultOf(node)}`)));
    const box: HTMLElement = h("div", { class: "errors", role: "alert", tabindex: "-1" }, h("h2", {}, t("Còn {count} câu cần xem lại", { count: wrong.length })), h("ul", {}, links as Child[]));
    this.summary.replaceChildren(box);
    box.focus();
    scrollTo(0, 0);
  }

  private visit(event: Event, node: Control): void {
    event.preventDefault();
    if (this.oneByOne) {
      const place = steps(this.root).findIndex((step) => step.nodes.some((one) => controls(one).includes(node)));
      if (place >= 0) this.index = place;
      this.draw();
    }
    this.widgetOf(node).focus();
  }
}

function begin(): void {
  addEventListener("message", (event: MessageEvent<Asked>) => {
    const port = event.ports[0];
    if (event.origin !== location.origin || event.source !== parent || !port || event.data.what !== "start") return;
    const start = event.data;
    document.documentElement.dataset["bsTheme"] = start.theme;
    document.documentElement.lang = start.language;
    document.title = `${start.title} – Tổ Số`;
    speak(start.language);
    const page = new FormPage(start, (told) => port.postMessage(told));
    port.onmessage = (asked: MessageEvent<Asked>) => {
      if (asked.data.what === "flush") void page.saveDraft();
    };
    page.open().catch((error: unknown) => {
      console.error(error);
      port.postMessage({ what: "failed", words: t("Không mở được biểu mẫu này trên máy. Hãy báo cho người soạn biểu mẫu.") } satisfies Told);
    });
  });
  // The engine takes a moment to come alive: the app speaks only once it is asked to.
  parent.postMessage("ready", location.origin);
}

if (parent !== window) begin();
