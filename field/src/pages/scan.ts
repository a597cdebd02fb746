/** Reading a code with the camera, where the browser can (`BarcodeDetector`); elsewhere the code is typed. */

import { h, icon } from "../ui.ts";
import { t } from "../words.ts";

interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
type Made = new (options?: { formats: string[] }) => Detector;

export interface Scanner {
  /** The button that opens the camera, and its picture. */
  parts: HTMLElement[];
  button: HTMLButtonElement;
  stop: () => void;
}

/** A scanner that hands over the first code it sees; null where the browser has none. No formats: every kind of code. */
export function scanner(label: string, found: (text: string) => void, say: (words: string) => void, formats?: string[]): Scanner | null {
  const Detector = (globalThis as { BarcodeDetector?: Made }).BarcodeDetector;
  if (!Detector || !navigator.mediaDevices) return null;
  const detector = formats ? new Detector({ formats }) : new Detector();
  const video = h("video", { playsinline: true, muted: true, hidden: true, "aria-label": t("Hình từ máy ảnh") });
  let stream: MediaStream | null = null;
  const stop = (): void => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
  };
  const scan = async (): Promise<void> => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return say(t("Không mở được máy ảnh. Hãy cho phép dùng máy ảnh, hoặc gõ mã ghi dưới hình."));
    }
    say("");
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    while (stream && document.contains(video)) {
      const [code] = await detector.detect(video).catch(() => []);
      if (code) {
        stop();
        return found(code.rawValue);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    stop();
  };
  const button = h("button", { class: "btn", type: "button", onclick: () => void scan() }, icon("qrcode"), label);
  return { parts: [button, video], button, stop };
}
